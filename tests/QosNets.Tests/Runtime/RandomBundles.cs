using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Tests.Runtime;

/// <summary>Bundles with random contents, scaled so that values spread over the bytes of every layer.</summary>
internal static class RandomBundles
{
    public static Bundle Make(Network network, int seed, bool signed = false, bool perChannel = false)
    {
        var random = new Random(seed);
        var library = Library(signed);
        var plan = new QuantizationPlan(network);
        var max = signed ? 127 : 255;
        var quantizers = plan.Quantizers.ToDictionary(
            n => n,
            n => new AffineQuantizer(0.01f + 0.02f * random.NextSingle(), random.Next(3, max / 2), max)
        );
        var weights = network
            .Layers.Select(l =>
            {
                var count = l.Geometry.OutChannels * l.Geometry.FanIn;
                var scales = new float[perChannel ? l.Geometry.OutChannels : 1];
                for (var i = 0; i < scales.Length; i++)
                    scales[i] = (0.5f + random.NextSingle()) / (40f * MathF.Sqrt(l.Geometry.FanIn));
                var values = signed ? RandomTables.SignedWeights(random, count) : RandomTables.Bytes(random, count);
                return new QuantizedWeights(values, scales, signed ? 0 : random.Next(120, 136), signed);
            })
            .ToArray();
        return new Bundle(
            network,
            library,
            weights,
            quantizers,
            [
                Point("exact", network, random, [0]),
                Point("coarse", network, random, [1, 2]),
                Point("mixed", network, random, [0, 1, 2], last: 3),
            ],
            new BundleMetadata("random", [.. Enumerable.Range(0, network.Classes).Select(c => $"class {c}")])
        );
    }

    public static MultiplierLibrary Library(bool signed) =>
        new(
            "test",
            [
                new Multiplier("exact", TruthTable.Exact(signed), 0.4),
                new Multiplier("near", RandomTables.Near(1, signed, 300), 0.3),
                new Multiplier("far", RandomTables.Near(2, signed, 3000), 0.2, 100, 1.5, Source: "tests", Licence: "MIT"),
                new Multiplier("wild", RandomTables.Wild(3, signed), 0.1),
            ]
        );

    private static OperatingPoint Point(string name, Network network, Random random, int[] multipliers, int? last = null)
    {
        var parameters = NetworkParameters
            .OfPoint(network)
            .ToDictionary(
                p => p.Name,
                p =>
                {
                    var values = new float[p.Length];
                    for (var i = 0; i < values.Length; i++)
                        values[i] = p.Role is ParameterRole.Scale or ParameterRole.LayerScale or ParameterRole.Variance
                            ? 0.3f + random.NextSingle()
                            : random.NextSingle() - 0.4f;
                    return values;
                }
            );
        var assignment = network.Layers.Select(_ => multipliers[random.Next(multipliers.Length)]).ToArray();
        // A wild table drives all that follows it into saturation, so it may only come last.
        assignment[^1] = last ?? assignment[^1];
        return new OperatingPoint(
            name,
            assignment,
            [.. network.Layers.Select(_ => name != "exact" && random.Next(2) == 0)],
            parameters
        );
    }
}
