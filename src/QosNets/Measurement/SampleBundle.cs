using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Measurement;

/// <summary>Bundles with random contents: they classify nothing, but take the engine as long as trained ones.</summary>
public static class SampleBundle
{
    private const int WeightZeroPoint = 128;

    /// <summary>A bundle whose points use one multiplier in all layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="library">The multipliers.</param>
    /// <param name="points">Name and multiplier of every point.</param>
    /// <param name="seed">Seed of weights and parameters.</param>
    public static Bundle Make(
        Network network,
        MultiplierLibrary library,
        IReadOnlyList<(string Point, string Multiplier)> points,
        int seed = 1
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(library);
        var random = new Random(seed);
        var highest = library.Signed ? 127 : 255;
        return new Bundle(
            network,
            library,
            [.. network.Layers.Select(l => Weights(l, library.Signed, random))],
            // Bytes of an activation spread over about the range that real ones have after normalisation.
            new QuantizationPlan(network).Quantizers.ToDictionary(
                n => n,
                _ => new AffineQuantizer(6f / highest, highest / 4, highest)
            ),
            [
                .. points.Select(p => new OperatingPoint(
                    p.Point,
                    [.. Enumerable.Repeat(library.IndexOf(p.Multiplier), network.Layers.Count)],
                    new bool[network.Layers.Count],
                    Parameters(network, random)
                )),
            ],
            new BundleMetadata("none", [.. Enumerable.Range(0, network.Classes).Select(c => $"class {c}")])
        );
    }

    private static QuantizedWeights Weights(Layer layer, bool signed, Random random)
    {
        var values = new byte[layer.Geometry.OutChannels * layer.Geometry.FanIn];
        random.NextBytes(values);
        // The engine's signed weights leave −128 out.
        if (signed)
            values.AsSpan().Replace((byte)128, (byte)129);
        // Weights of variance 2 / K, which keeps the size of activations from layer to layer.
        var scale = MathF.Sqrt(2f / layer.Geometry.FanIn) / 74;
        return new QuantizedWeights(values, [scale], signed ? 0 : WeightZeroPoint, signed);
    }

    private static Dictionary<string, float[]> Parameters(Network network, Random random) =>
        NetworkParameters
            .OfPoint(network)
            .ToDictionary(
                p => p.Name,
                p =>
                {
                    var around = p.Role is ParameterRole.Scale or ParameterRole.LayerScale or ParameterRole.Variance ? 1f : 0f;
                    return Enumerable.Range(0, p.Length).Select(_ => around + 0.4f * (random.NextSingle() - 0.5f)).ToArray();
                }
            );
}
