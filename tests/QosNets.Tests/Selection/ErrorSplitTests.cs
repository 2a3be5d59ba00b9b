using CsCheck;
using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class ErrorSplitTests
{
    private static readonly Gen<(long[] Activations, long[] Weights, Multiplier Multiplier)> Cases =
        from signed in Gen.Bool
        from activations in Histogram(signed ? 128 : 256)
        from weights in Histogram(256)
        from size in Gen.Int[1, 900]
        select (activations, weights, Profiles.Scattered("m", size, signed));

    [Fact]
    public void What_is_left_has_no_part_of_the_activation_the_weight_or_a_slope_in_it() =>
        Cases.Sample(
            c =>
            {
                var signed = c.Multiplier.Table.Signed;
                var rest = Residual(c.Multiplier.Table, c.Activations, c.Weights);
                var (p, q) = (Shares(c.Activations), Shares(c.Weights));
                for (var a = 0; a < 256; a++)
                {
                    if (p[a] > 0)
                        Assert.Equal(0, Enumerable.Range(0, 256).Sum(b => q[b] * rest[a, b]), 1e-6);
                }
                for (var b = 0; b < 256; b++)
                {
                    Assert.Equal(0, Enumerable.Range(0, 256).Sum(a => p[a] * rest[a, b]), 1e-6);
                    Assert.Equal(
                        0,
                        Enumerable.Range(0, 256).Sum(a => p[a] * TruthTable.Operand((byte)a, signed) * rest[a, b]),
                        1e-4
                    );
                }
            },
            iter: 20
        );

    [Fact]
    public void Equals_what_fitting_the_parts_in_turn_comes_to() =>
        Cases.Sample(
            c =>
            {
                var (p, q) = (Shares(c.Activations), Shares(c.Weights));
                var rest = Residual(c.Multiplier.Table, c.Activations, c.Weights);
                var fitted = FittedInTurn(c.Multiplier.Table, p, q);
                for (var a = 0; a < 256; a++)
                {
                    for (var b = 0; b < 256; b++)
                    {
                        if (p[a] > 0 && q[b] > 0)
                            Assert.Equal(fitted[a, b], rest[a, b], 1e-5 * (1 + Math.Abs(fitted[a, b])));
                    }
                }
            },
            iter: 5
        );

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 4)]
    [InlineData(0, 7)]
    public void An_exact_multiplier_of_narrow_weights_leaves_nothing(int activationBits, int weightBits)
    {
        var table = Narrow(activationBits, weightBits);
        var random = new Random(weightBits);
        var (activations, weights) = (Counts(random, 256), Counts(random, 256));
        AssertNothingLeft(table, activations, weights);
        var split = ErrorSplit.Of(new ErrorRows(table), activations, weights);
        var mean = Enumerable.Range(0, 256).Sum(b => weights[b] * (double)(b % (1 << weightBits))) / weights.Sum();
        for (var b = 0; b < 256; b++)
            Assert.Equal(mean - b % (1 << weightBits), split.Shift[b], 1e-9);
    }

    [Fact]
    public void A_table_of_rank_one_that_is_linear_in_the_activation_leaves_nothing()
    {
        // T(a, b) = a·g(b) for a g without any order.
        var random = new Random(3);
        var g = Enumerable.Range(0, 256).Select(_ => random.Next(256)).ToArray();
        var table = Table((a, b) => a * g[b]);
        AssertNothingLeft(table, Counts(random, 256), Counts(random, 256));
    }

    [Fact]
    public void Narrow_activations_are_no_rounding_of_weights()
    {
        var random = new Random(4);
        var rest = Residual(Narrow(5, 0), Counts(random, 256), Counts(random, 256));
        Assert.True(rest.Cast<double>().Max() > 100);
    }

    [Fact]
    public void One_activation_alone_makes_everything_a_constant_of_the_weight()
    {
        var table = Profiles.Scattered("m", 300, false).Table;
        var activations = new long[256];
        activations[77] = 10;
        var split = ErrorSplit.Of(new ErrorRows(table), activations, Counts(new Random(5), 256));
        Assert.All(split.Shift, d => Assert.Equal(0, d));
        Assert.All(
            Enumerable.Range(0, 256),
            b => Assert.Equal(table[77, (byte)b] - 77 * b, split.Activation[77] + split.Weight[b], 1e-9)
        );
    }

    [Theory]
    [InlineData(false, true, 0.5)]
    [InlineData(false, false, 0)]
    [InlineData(true, true, 0.25)]
    [InlineData(true, false, 1)]
    public void Retained_errors_are_the_measured_ones_less_a_share_of_what_shifted_weights_do(
        bool signed,
        bool corrected,
        double weight
    )
    {
        var p = Profiles.Random(9, new ConvolutionGeometry(4, 5, 5, 6, 3, 3, 1, 1, 2), 20, signed);
        var table = Profiles.Truncating("t", 2, 3, signed).Table;
        var split = ErrorSplit.Of(new ErrorRows(table), p.ActivationHistogram, p.WeightHistogram);
        var f = corrected ? ActivationCorrection.Rows(table, p.WeightHistogram) : new int[256];
        var values = new List<double>[6];
        for (var i = 0; i < 20; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                var channel = p.SampleGroups[i] * 3 + c;
                var error = 0.0;
                for (var k = 0; k < 18; k++)
                {
                    var (x, w) = (p.Samples[i * 18 + k], p.Weights[channel * 18 + k]);
                    var a = TruthTable.Operand(x, signed);
                    error += table[x, w] - a * TruthTable.Operand(w, signed) - f[x];
                    error -= (1 - Math.Sqrt(weight)) * a * split.Shift[w];
                }
                (values[channel] ??= []).Add(error);
            }
        }
        var squares = values.Where(v => v is not null).SelectMany(v => v.Select(e => Math.Pow(e - v.Average(), 2)));

        var measured = ErrorMeasurement.Measure([p], [new("t", table, 1)], corrected, weight);
        Assert.Equal(Math.Sqrt(squares.Average()), measured.Retained[0, 0], 1e-6);
        if (weight == 1)
            Assert.Equal(measured.ChannelCentred[0, 0], measured.Retained[0, 0], 1e-9);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_weight_that_is_no_share_is_refused(double weight)
    {
        var p = Profiles.Random(1, ConvolutionGeometry.Linear(4, 4), 2, false);
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorMeasurement.Measure([p], [], false, weight));
    }

    [Fact]
    public void Narrow_exact_weights_retain_only_the_rounding_of_the_correction()
    {
        var p = Profiles.Random(2, ConvolutionGeometry.Linear(64, 40), 60, false);
        Multiplier[] multipliers = [new("8x4", Narrow(0, 4), 1), Profiles.Truncating("rough", 3, 1, false)];
        var measured = ErrorMeasurement.Measure([p], multipliers, true, 0);
        // A correction is wrong by at most half a unit for each of 64 activations.
        Assert.InRange(measured.Retained[0, 0], 0, 0.5 * 8);
        Assert.True(measured.ChannelCentred[0, 0] > 1000);
        Assert.True(measured.Retained[0, 1] > 100);
    }

    private static Gen<long[]> Histogram(int values) =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[2, values]).Select((seed, used) => Counts(new Random(seed), used));

    // Counts of the first values only, with gaps.
    private static long[] Counts(Random random, int used)
    {
        var counts = new long[256];
        for (var v = 0; v < used; v++)
            counts[v] = random.Next(4) == 0 ? 0 : random.Next(1, 200);
        counts[0] = Math.Max(counts[0], 1);
        counts[used - 1] = Math.Max(counts[used - 1], 1);
        return counts;
    }

    private static double[] Shares(long[] counts) => [.. counts.Select(c => c / (double)counts.Sum())];

    private static TruthTable Table(Func<int, int, int> product)
    {
        var products = new int[TruthTable.Length];
        for (var i = 0; i < products.Length; i++)
            products[i] = product(i >> 8, i & 255);
        return new TruthTable(products, signed: false);
    }

    private static TruthTable Narrow(int activationBits, int weightBits) =>
        Table((a, b) => (a >> activationBits << activationBits) * (b >> weightBits << weightBits));

    private static void AssertNothingLeft(TruthTable table, long[] activations, long[] weights)
    {
        var rest = Residual(table, activations, weights);
        for (var a = 0; a < 256; a++)
        {
            for (var b = 0; b < 256; b++)
                Assert.Equal(0, rest[a, b], 1e-6);
        }
    }

    private static double[,] Residual(TruthTable table, long[] activations, long[] weights)
    {
        var rows = new ErrorRows(table);
        var split = ErrorSplit.Of(rows, activations, weights);
        var rest = new double[256, 256];
        for (var a = 0; a < 256; a++)
        {
            for (var b = 0; b < 256; b++)
                rest[a, b] =
                    rows.Row(a)[b]
                    - split.Activation[a]
                    - split.Weight[b]
                    - TruthTable.Operand((byte)a, table.Signed) * split.Shift[b];
        }
        return rest;
    }

    /// <summary>Takes off the best f, then the best h, then the best slope, again and again.</summary>
    private static double[,] FittedInTurn(TruthTable table, double[] p, double[] q)
    {
        var map = table.ErrorMap();
        var rest = new double[256, 256];
        for (var i = 0; i < map.Length; i++)
            rest[i >> 8, i & 255] = map[i];
        var all = Enumerable.Range(0, 256).ToArray();
        var values = all.Select(a => (double)TruthTable.Operand((byte)a, table.Signed)).ToArray();
        var mean = all.Sum(a => p[a] * values[a]);
        var variance = all.Sum(a => p[a] * Math.Pow(values[a] - mean, 2));
        for (var round = 0; round < 3; round++)
        {
            foreach (var a in all)
            {
                var f = all.Sum(b => q[b] * rest[a, b]);
                foreach (var b in all)
                    rest[a, b] -= f;
            }
            foreach (var b in all)
            {
                var h = all.Sum(a => p[a] * rest[a, b]);
                foreach (var a in all)
                    rest[a, b] -= h;
                var slope = all.Sum(a => p[a] * (values[a] - mean) * rest[a, b]) / variance;
                foreach (var a in all)
                    rest[a, b] -= slope * (values[a] - mean);
            }
        }
        return rest;
    }
}
