using QosNets.Bundles;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Networks;

namespace QosNets.Tests.Runtime;

/// <summary>Sample bundles with multipliers of every kind and three points that assign them at random.</summary>
internal static class RandomBundles
{
    public static Bundle Make(Network network, int seed, bool signed = false, bool perChannel = false)
    {
        var random = new Random(seed);
        return SampleBundle.Make(
            network,
            Library(signed),
            [
                Point("exact", network, random, [0]),
                Point("coarse", network, random, [1, 2]),
                Point("mixed", network, random, [0, 1, 2], last: 3),
            ],
            new SampleOptions(seed, VariesQuantizers: true, perChannel)
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

    private static SamplePoint Point(string name, Network network, Random random, int[] multipliers, int? last = null)
    {
        var assignment = network.Layers.Select(_ => multipliers[random.Next(multipliers.Length)]).ToArray();
        // A wild table drives all that follows it into saturation, so it may only come last.
        assignment[^1] = last ?? assignment[^1];
        return new SamplePoint(name, assignment, [.. network.Layers.Select(_ => name != "exact" && random.Next(2) == 0)]);
    }
}
