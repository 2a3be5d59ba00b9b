using CsCheck;
using QosNets.Bundles;
using QosNets.Hardware;
using QosNets.Kernels;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Hardware;

public class EnergyTests
{
    private static readonly Gen<ConvolutionGeometry> Layers =
        from groups in Gen.Int[1, 3]
        from inputs in Gen.Int[1, 4]
        from outputs in Gen.Int[1, 5]
        from size in Gen.Int[3, 6]
        from kernel in Gen.Int[1, 3]
        from stride in Gen.Int[1, 2]
        from padding in Gen.Int[0, 1]
        select new ConvolutionGeometry(groups * inputs, size, size, groups * outputs, kernel, kernel, stride, padding, groups);

    [Theory]
    [InlineData(8, 10)]
    [InlineData(32, 20)]
    [InlineData(1024, 100)]
    [InlineData(2, 5)]
    [InlineData(16, 14.142135623730951)]
    [InlineData(4096, 200)]
    public void Memories_cost_what_the_table_says_and_scale_between_and_beyond(double kib, double picojoule) =>
        Assert.Equal(picojoule, 64 * new EnergyModel().SramBit(kib), 1e-9);

    [Theory]
    [InlineData(8, 0.03)]
    [InlineData(20, 0.065)]
    [InlineData(32, 0.1)]
    public void Additions_lie_on_a_line(int bits, double picojoule) =>
        Assert.Equal(picojoule, new EnergyModel().Addition(bits), 1e-12);

    /// <summary>Walks through both dataflows step by step and counts what moves.</summary>
    [Fact]
    public void Counts_are_those_of_the_loops() =>
        Gen.Select(Layers, Gen.Int[1, 7], Gen.Int[1, 7])
            .Sample(
                (g, rows, columns) =>
                {
                    Assert.Equal(
                        CountedWeightStationary(g, rows, columns),
                        LayerCounts.Of(g, Dataflow.WeightStationary, rows, columns)
                    );
                    Assert.Equal(
                        CountedOutputStationary(g, rows, columns),
                        LayerCounts.Of(g, Dataflow.OutputStationary, rows, columns)
                    );
                },
                iter: 200
            );

    [Fact]
    public void The_reference_saves_nothing_and_free_multipliers_save_all_multiplications()
    {
        var bundle = RandomBundles.Make(BuiltInNetworks.Create("lenet5", new Shape(1, 28, 28), 10, [0], [1]), 1);
        foreach (var dataflow in Enum.GetValues<Dataflow>())
        {
            var estimate = EnergyEstimate.Of(bundle, new EnergyModel(), dataflow);
            var exact = estimate.Points.Single(p => p.Name == OperatingPoint.ExactName);
            Assert.Equal(0, exact.AcceleratorSaving, 1e-12);
            Assert.Equal(0, exact.MultiplierSaving, 1e-12);
            foreach (var point in estimate.Points)
            {
                var saved = 1 - point.Parts.Multiplications / estimate.Exact.Multiplications;
                Assert.Equal(point.MultiplierSaving, saved, 1e-9);
                Assert.True(point.AcceleratorSaving <= point.MultiplierSaving, $"{dataflow} {point.Name}");
                Assert.Equal(point.Parts.Total, point.Parts.All.Sum(p => p.Picojoule), 1e-6);
            }
        }
    }

    [Fact]
    public void A_multiplier_of_four_weight_bits_reads_half_the_weight_bits()
    {
        var narrow = NativeTable.Of(
            new NativeTable(
                [.. Enumerable.Range(0, 4096).Select(i => (i >> 4) * (i & 15))],
                new OperandWidths(8, 4),
                false
            ).ToTruthTable(),
            new OperandWidths(8, 4)
        );
        var library = new MultiplierLibrary(
            "two",
            [new Multiplier("exact", TruthTable.Exact(signed: false), 0.4), new Multiplier("narrow", narrow.ToTruthTable(), 0.2)]
        );
        var bundle = SampleBundle.Make(
            BuiltInNetworks.Create("lenet5", new Shape(1, 28, 28), 10, [0], [1]),
            library,
            [("exact", "exact"), ("narrow", "narrow")]
        );
        var estimate = EnergyEstimate.Of(bundle, new EnergyModel { WeightKib = 1 }, Dataflow.OutputStationary);
        Assert.Equal(estimate.Points[0].Parts.WeightMemory / 2, estimate.Points[1].Parts.WeightMemory, 1e-6);
    }

    [Fact]
    public void Nothing_takes_an_accumulator_out_of_its_proven_range_and_both_ends_are_reached()
    {
        var network = new Network(
            "line",
            [
                new InputNode("input", new Shape(6, 1, 1)),
                new FlattenNode("flat", "input"),
                new LinearNode("fc", "flat", 6, 3, Bias: true),
            ]
        );
        Gen.Select(Gen.Int, Gen.Bool)
            .Sample(
                (seed, signed) =>
                {
                    var bundle = RandomBundles.Make(network, seed, signed);
                    foreach (var point in bundle.Points)
                        CheckRange(bundle, point.Assignment[0], point.Corrected[0]);
                },
                iter: 5
            );
    }

    // Each place of a fan-in of its own takes the activation that is least, or greatest, for its weight.
    private static void CheckRange(Bundle bundle, int multiplier, bool corrected)
    {
        var range = AccumulatorRange.Of(bundle, 0, multiplier, corrected);
        var (weights, layer) = (bundle.Weights[0], bundle.Network.Layers[0]);
        var (k, zx) = (layer.Geometry.FanIn, bundle.InputQuantizer(layer).ZeroPoint);
        var table = bundle.Library.Multipliers[multiplier].Table;
        var shifts = RowShifts.Of(bundle, 0, multiplier, corrected);
        long low = long.MaxValue,
            high = long.MinValue;
        for (var c = 0; c < layer.Geometry.OutChannels; c++)
        {
            var channel = weights.Values.AsSpan(c * k, k).ToArray();
            var best = new byte[2][] { new byte[k], new byte[k] };
            for (var i = 0; i < k; i++)
            {
                var order = Enumerable
                    .Range(0, bundle.InputQuantizer(layer).Max + 1)
                    .OrderBy(a => Single((byte)a, channel[i]))
                    .ToArray();
                (best[0][i], best[1][i]) = ((byte)order[0], (byte)order[^1]);
            }
            foreach (var input in best)
            {
                var sums = LiteralLayer.Accumulate(
                    layer.Geometry,
                    1,
                    input,
                    weights.Values,
                    weights.ZeroPoint,
                    zx,
                    table,
                    corrected
                );
                (low, high) = (Math.Min(low, sums[c]), Math.Max(high, sums[c]));
            }
        }
        Assert.Equal((low, high), (range.Low, range.High));
        Assert.True(range.Low >= -(1L << range.Bits - 1) && range.High < 1L << range.Bits - 1);
        Assert.True(range.Bits == 1 || range.Low < -(1L << range.Bits - 2) || range.High >= 1L << range.Bits - 2);

        int Single(byte a, byte w) => table[a, w] - shifts[a];
    }

    private static LayerCounts CountedWeightStationary(ConvolutionGeometry g, int rows, int columns)
    {
        var (k, p, n) = (g.FanIn, g.Positions, g.OutChannels / g.Groups);
        long products = 0,
            weights = 0,
            rowSums = 0,
            totals = 0,
            reads = 0,
            writes = 0;
        for (var group = 0; group < g.Groups; group++)
        for (var left = 0; left < n; left += columns)
        for (var top = 0; top < k; top += rows)
        {
            var (r, c) = (Math.Min(rows, k - top), Math.Min(columns, n - left));
            weights += r * c;
            for (var position = 0; position < p; position++)
            {
                products += r * c;
                rowSums += r;
                totals += top == 0 ? 1 : 0;
                reads += top == 0 ? 0 : c;
                writes += top + rows >= k ? 0 : c;
            }
        }
        return new(products, rowSums, g.OutputLength, totals, weights, rowSums, weights, products, products, reads, writes);
    }

    private static LayerCounts CountedOutputStationary(ConvolutionGeometry g, int rows, int columns)
    {
        var (k, p, n) = (g.FanIn, g.Positions, g.OutChannels / g.Groups);
        long products = 0,
            weights = 0,
            activations = 0,
            totals = 0;
        for (var group = 0; group < g.Groups; group++)
        for (var left = 0; left < n; left += columns)
        for (var top = 0; top < p; top += rows)
        {
            var (r, c) = (Math.Min(rows, p - top), Math.Min(columns, n - left));
            totals += r;
            for (var step = 0; step < k; step++)
            {
                products += r * c;
                weights += c;
                activations += r;
            }
        }
        return new(products, activations, g.OutputLength, totals, weights, activations, products, products, products, 0, 0);
    }
}
