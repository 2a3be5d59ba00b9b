using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Measurement;

/// <summary>An operating point of a <see cref="SampleBundle"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Assignment">Index of the multiplier of every layer.</param>
/// <param name="Correction">Whether each layer subtracts the activation-side correction.</param>
internal sealed record SamplePoint(string Name, IReadOnlyList<int> Assignment, IReadOnlyList<bool> Correction);

/// <summary>How the contents of a <see cref="SampleBundle"/> vary.</summary>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="VariesQuantizers">Whether scales and zero points are random too; else all layers have the same.</param>
/// <param name="PerChannel">Whether every output channel has a weight scale of its own.</param>
internal sealed record SampleOptions(int Seed = 1, bool VariesQuantizers = false, bool PerChannel = false);

/// <summary>
/// Bundles with random contents, for benchmarks and tests. They classify nothing, but values spread over the bytes of every
/// layer, and the engine takes as long as for trained ones.
/// </summary>
internal static class SampleBundle
{
    private const int WeightZeroPoint = 128;
    private const int MostZeroPointShift = 8;

    /// <summary>A bundle whose points use one multiplier in all layers, without correction.</summary>
    /// <param name="network">The network.</param>
    /// <param name="library">The multipliers.</param>
    /// <param name="points">Name and multiplier of every point.</param>
    public static Bundle Make(Network network, MultiplierLibrary library, IReadOnlyList<(string Point, string Multiplier)> points)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(library);
        var layers = network.Layers.Count;
        return Make(
            network,
            library,
            [
                .. points.Select(p => new SamplePoint(
                    p.Point,
                    [.. Enumerable.Repeat(library.IndexOf(p.Multiplier), layers)],
                    new bool[layers]
                )),
            ],
            new SampleOptions()
        );
    }

    /// <summary>A bundle with the given points.</summary>
    /// <param name="network">The network.</param>
    /// <param name="library">The multipliers.</param>
    /// <param name="points">The points, which get random parameters.</param>
    /// <param name="options">How contents vary.</param>
    public static Bundle Make(
        Network network,
        MultiplierLibrary library,
        IReadOnlyList<SamplePoint> points,
        SampleOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(options);
        var random = new Random(options.Seed);
        var highest = library.Signed ? 127 : 255;
        return new Bundle(
            network,
            library,
            [.. network.Layers.Select(l => Weights(l, library.Signed, options, random))],
            new QuantizationPlan(network).Quantizers.ToDictionary(n => n, _ => Quantizer(highest, options, random)),
            [.. points.Select(p => new OperatingPoint(p.Name, p.Assignment, p.Correction, Parameters(network, random)))],
            new BundleMetadata("none", [.. Enumerable.Range(0, network.Classes).Select(c => $"class {c}")])
        );
    }

    // Bytes of an activation spread over about the range that real ones have after normalisation.
    private static AffineQuantizer Quantizer(int highest, SampleOptions options, Random random) =>
        options.VariesQuantizers
            ? new AffineQuantizer((3f + 3f * random.NextSingle()) / highest, random.Next(highest / 4, highest / 2), highest)
            : new AffineQuantizer(6f / highest, highest / 4, highest);

    private static QuantizedWeights Weights(Layer layer, bool signed, SampleOptions options, Random random)
    {
        var g = layer.Geometry;
        var values = new byte[g.OutChannels * g.FanIn];
        random.NextBytes(values);
        // The engine's signed weights leave −128 out.
        if (signed)
            values.AsSpan().Replace((byte)128, (byte)129);
        // Weights of variance 2 / K, which keeps the size of activations from layer to layer.
        var scales = new float[options.PerChannel ? g.OutChannels : 1];
        for (var i = 0; i < scales.Length; i++)
            scales[i] = MathF.Sqrt(2f / g.FanIn) / 74 * (options.PerChannel ? 0.5f + random.NextSingle() : 1);
        var shift = options.VariesQuantizers ? random.Next(-MostZeroPointShift, MostZeroPointShift) : 0;
        return new QuantizedWeights(values, scales, signed ? 0 : WeightZeroPoint + shift, signed);
    }

    private static Dictionary<string, float[]> Parameters(Network network, Random random) =>
        NetworkParameters
            .OfPoint(network)
            .ToDictionary(
                p => p.Name,
                p =>
                {
                    var around = p.Role switch
                    {
                        ParameterRole.Scale or ParameterRole.LayerScale or ParameterRole.Variance => 1f,
                        ParameterRole.Bias or ParameterRole.Offset or ParameterRole.Mean => 0f,
                        _ => throw new NetworkException($"{p.Name}: no sample value is known for a point's {p.Role}"),
                    };
                    return Enumerable.Range(0, p.Length).Select(_ => around + 0.4f * (random.NextSingle() - 0.5f)).ToArray();
                }
            );
}
