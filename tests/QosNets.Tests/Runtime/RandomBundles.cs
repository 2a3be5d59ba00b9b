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

    /// <summary>
    /// A bundle with multipliers of narrow weights, exact and wild ones: the first layer is read in all bits by one point, the
    /// others in at most four by all.
    /// </summary>
    public static Bundle Narrow(Network network, int seed, bool signed = false, bool perChannel = false)
    {
        var library = new MultiplierLibrary(
            "narrow",
            [
                new Multiplier("exact", TruthTable.Exact(signed), 0.4),
                NarrowExact(4, signed, 0.1),
                NarrowExact(2, signed, 0.05),
                // Full width, but blind for the three lowest bits of the weight.
                new Multiplier("blind", Blind(RandomTables.Near(2, signed, 300), 3), 0.2),
            ]
        );
        SamplePoint Point(string name, int first, int rest) =>
            new(
                name,
                [.. network.Layers.Select((_, l) => l == 0 ? first : rest)],
                [.. network.Layers.Select((_, l) => l % 2 == 0)]
            );
        return SampleBundle.Make(
            network,
            library,
            [Point("dear", 0, 1), Point("cheap", 2, 2), Point("mixed", 3, 1)],
            new SampleOptions(seed, VariesQuantizers: true, perChannel)
        );
    }

    /// <summary>The exact multiplier that reads the highest bits of its weight.</summary>
    public static Multiplier NarrowExact(int bits, bool signed, double power)
    {
        var widths = new OperandWidths(8, bits);
        var pairs = Enumerable.Range(0, widths.Pairs);
        int Operand(int raw, int width) => signed && raw >> (width - 1) != 0 ? raw - (1 << width) : raw;
        var native = new NativeTable(
            [.. pairs.Select(i => Operand(i >> bits, 8) * Operand(i & ((1 << bits) - 1), bits))],
            widths,
            signed
        );
        return new Multiplier($"exact8x{bits}", native.ToTruthTable(), power) { Widths = widths };
    }

    private static TruthTable Blind(TruthTable table, int bits) =>
        new([.. Enumerable.Range(0, TruthTable.Length).Select(i => table.Products[i >> bits << bits])], table.Signed);

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
