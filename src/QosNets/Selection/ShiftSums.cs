using System.Runtime.Intrinsics;
using QosNets.Multipliers;

namespace QosNets.Selection;

/// <summary>
/// Σ_k x_k·δ(w_k) over the sampled receptive fields of a layer and the channels of their group: what a shift δ of the weights
/// does to the accumulator. Prepared once for a layer; every multiplier has its own δ.
/// </summary>
internal sealed class ShiftSums
{
    private const int Lane = 4;
    private const int Block = 4 * Lane;

    private readonly LayerProfile layer;
    private readonly double[] activations;
    private readonly byte[][] columns;
    private readonly int channels;
    private readonly int stride;

    public ShiftSums(LayerProfile layer, bool signed)
    {
        this.layer = layer;
        var (groups, fanIn) = (layer.Geometry.Groups, layer.Geometry.FanIn);
        channels = layer.Geometry.OutChannels / groups;
        stride = (channels + Block - 1) / Block * Block;
        activations = Array.ConvertAll(layer.Samples, x => (double)TruthTable.Operand(x, signed));
        columns = new byte[groups][];
        for (var g = 0; g < groups; g++)
        {
            columns[g] = new byte[fanIn * channels];
            for (var c = 0; c < channels; c++)
            {
                for (var k = 0; k < fanIn; k++)
                    columns[g][k * channels + c] = layer.Weights[(g * channels + c) * fanIn + k];
            }
        }
    }

    /// <summary>The sums, [S, OutChannels/Groups].</summary>
    /// <param name="shift">δ of each weight byte, [256].</param>
    public double[] Of(double[] shift)
    {
        var fanIn = layer.Geometry.FanIn;
        var shifted = Array.ConvertAll(columns, bytes => Shifted(bytes, shift, fanIn));
        var sums = new double[layer.SampleCount * channels];
        Parallel.For(
            0,
            layer.SampleCount,
            i =>
            {
                Span<double> padded = stackalloc double[Block];
                var field = activations.AsSpan(i * fanIn, fanIn);
                for (var c = 0; c < channels; c += Block)
                {
                    Multiply(field, shifted[layer.SampleGroups[i]].AsSpan(c), stride, padded);
                    var valid = Math.Min(Block, channels - c);
                    padded[..valid].CopyTo(sums.AsSpan(i * channels + c));
                }
            }
        );
        return sums;
    }

    private double[] Shifted(byte[] bytes, double[] shift, int fanIn)
    {
        var shifted = new double[fanIn * stride];
        for (var k = 0; k < fanIn; k++)
        {
            for (var c = 0; c < channels; c++)
                shifted[k * stride + c] = shift[bytes[k * channels + c]];
        }
        return shifted;
    }

    // Every sum is added up in the order of k, whatever the vectors are.
    private static void Multiply(ReadOnlySpan<double> field, ReadOnlySpan<double> shifted, int stride, Span<double> sums)
    {
        var (s0, s1, s2, s3) = (
            Vector256<double>.Zero,
            Vector256<double>.Zero,
            Vector256<double>.Zero,
            Vector256<double>.Zero
        );
        for (var k = 0; k < field.Length; k++)
        {
            var x = Vector256.Create(field[k]);
            var row = shifted.Slice(k * stride, Block);
            s0 += x * Vector256.Create(row);
            s1 += x * Vector256.Create(row[Lane..]);
            s2 += x * Vector256.Create(row[(2 * Lane)..]);
            s3 += x * Vector256.Create(row[(3 * Lane)..]);
        }
        s0.CopyTo(sums);
        s1.CopyTo(sums[Lane..]);
        s2.CopyTo(sums[(2 * Lane)..]);
        s3.CopyTo(sums[(3 * Lane)..]);
    }
}
