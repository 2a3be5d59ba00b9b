using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Numerics;
using QosNets.Training.Experiments;

namespace QosNets.Training.Stages;

/// <summary>
/// Samples receptive fields of every layer while images pass. Which image, group and position a sample comes from is
/// drawn beforehand, uniformly; the images' bytes are kept only where a sample needs them.
/// </summary>
internal sealed class FieldSampler
{
    private readonly ConvolutionGeometry[] geometries;
    private readonly Site[][] sites;
    private readonly Dictionary<int, byte[]>[] kept;
    private int first;

    public FieldSampler(IEnumerable<ConvolutionGeometry> layers, ProfileOptions options, int seed)
    {
        geometries = [.. layers];
        sites = new Site[geometries.Length][];
        kept = [.. geometries.Select(_ => new Dictionary<int, byte[]>())];
        for (var l = 0; l < geometries.Length; l++)
        {
            var random = new DeterministicRandom(DeterministicRandom.Seed((ulong)seed, (ulong)l));
            var g = geometries[l];
            sites[l] = new Site[options.Fields];
            for (var i = 0; i < sites[l].Length; i++)
            {
                sites[l][i] = new Site(
                    random.NextInt(options.Images),
                    random.NextInt(g.Groups),
                    random.NextInt(g.OutHeight),
                    random.NextInt(g.OutWidth)
                );
            }
        }
    }

    private readonly record struct Site(int Image, int Group, int Row, int Column);

    private int end;

    /// <summary>The next images begin.</summary>
    public void BeginBatch(int images) => (first, end) = (end, end + images);

    /// <summary>Takes a layer's input bytes [batch,C,H,W].</summary>
    public void Take(int layer, ReadOnlySpan<byte> input, int batch)
    {
        var length = geometries[layer].InputLength;
        foreach (var image in sites[layer].Select(s => s.Image).Where(i => i >= first && i < first + batch).Distinct())
            kept[layer][image] = input.Slice((image - first) * length, length).ToArray();
    }

    /// <summary>
    /// Receptive fields [S,K] of a layer, their groups [S], and the histogram of their operands [256], padding included.
    /// </summary>
    public (byte[] Samples, int[] Groups, long[] Histogram) Of(int layer, byte padding)
    {
        var g = geometries[layer];
        var samples = new byte[sites[layer].Length * g.FanIn];
        for (var i = 0; i < sites[layer].Length; i++)
        {
            var s = sites[layer][i];
            ReceptiveField.Gather(
                g,
                kept[layer][s.Image],
                padding,
                s.Group,
                s.Row,
                s.Column,
                samples.AsSpan(i * g.FanIn, g.FanIn)
            );
        }
        return (samples, [.. sites[layer].Select(s => s.Group)], OperandHistogram.Of(samples));
    }
}
