using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.EngineBenchmarks;

/// <summary>A bundle with random contents and one operating point per multiplier, which every layer uses.</summary>
internal static class RandomBundle
{
    internal static Bundle Make(Network network, MultiplierLibrary all, IReadOnlyList<string> multipliers)
    {
        var random = new Random(1);
        var library = new MultiplierLibrary(
            "benchmark",
            [all.Exact, .. multipliers.Where(m => m != all.Exact.Name).Select(m => all.Multipliers[all.IndexOf(m)])]
        );
        var quantizers = new QuantizationPlan(network).Quantizers.ToDictionary(
            n => n,
            _ => new AffineQuantizer(0.05f, random.Next(20), 255)
        );
        QuantizedWeights[] weights =
        [
            .. network.Layers.Select(l =>
            {
                var values = new byte[l.Geometry.OutChannels * l.Geometry.FanIn];
                random.NextBytes(values);
                return new QuantizedWeights(values, [0.02f / MathF.Sqrt(l.Geometry.FanIn)], 128, false);
            }),
        ];
        return new Bundle(
            network,
            library,
            weights,
            quantizers,
            [.. library.Multipliers.Select((m, i) => Point(network, m, i, random))],
            new BundleMetadata("random", [.. Enumerable.Range(0, network.Classes).Select(c => $"class {c}")])
        );
    }

    private static OperatingPoint Point(Network network, Multiplier multiplier, int index, Random random)
    {
        var parameters = NetworkParameters
            .OfPoint(network)
            .ToDictionary(
                p => p.Name,
                p =>
                {
                    var values = new float[p.Length];
                    for (int i = 0; i < values.Length; i++)
                        values[i] = p.Role is ParameterRole.Scale or ParameterRole.LayerScale or ParameterRole.Variance
                            ? 0.5f + random.NextSingle()
                            : random.NextSingle() - 0.5f;
                    return values;
                }
            );
        return new OperatingPoint(
            multiplier.Name,
            [.. network.Layers.Select(_ => index)],
            [.. network.Layers.Select(_ => false)],
            parameters
        );
    }
}
