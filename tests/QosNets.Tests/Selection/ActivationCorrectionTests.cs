using System.Diagnostics;
using CsCheck;
using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class ActivationCorrectionTests(ITestOutputHelper output)
{
    [Fact]
    public void Rows_are_the_histogram_mean_rounded_half_to_even()
    {
        Gen.Select(Gen.Int[0, 5000].Array[256], Gen.Int[-40, 40].Array[256], Gen.Bool)
            .Sample(
                (counts, offsets, signed) =>
                {
                    counts[3]++;
                    var histogram = Array.ConvertAll(counts, c => (long)c);
                    var table = Shifted(offsets, signed);
                    var map = table.ErrorMap();
                    var rows = ActivationCorrection.Rows(table, histogram);
                    for (var a = 0; a < 256; a++)
                    {
                        decimal sum = 0;
                        for (var b = 0; b < 256; b++)
                            sum += histogram[b] * (decimal)map[256 * a + b];
                        Assert.Equal(Math.Round(sum / histogram.Sum(), MidpointRounding.ToEven), rows[a]);
                    }
                },
                iter: 20
            );
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(5, 2)]
    [InlineData(-1, 0)]
    [InlineData(-3, -2)]
    public void A_half_goes_to_the_even_neighbour(int twiceTheMean, int expected)
    {
        var products = TruthTable.Exact(signed: true).Products.ToArray();
        products[256 * 2 + 10] += twiceTheMean; // half of the weights are 10, half are 11
        var histogram = new long[256];
        (histogram[10], histogram[11]) = (7, 7);

        Assert.Equal(expected, ActivationCorrection.Rows(new TruthTable(products, signed: true), histogram)[2]);
    }

    [Fact]
    public void Weight_constants_are_what_is_left_for_each_weight()
    {
        var table = Profiles.Truncating("t", 2, 3, false).Table;
        var p = Profiles.Random(4, ConvolutionGeometry.Linear(30, 8), 60, false);
        var errors = new ErrorRows(table);
        var rows = ActivationCorrection.Rows(errors, p.WeightHistogram);
        var map = table.ErrorMap();

        var constants = ActivationCorrection.WeightConstants(errors, rows, p.ActivationHistogram);

        for (var b = 0; b < 256; b += 17)
        {
            var expected =
                Enumerable.Range(0, 256).Sum(a => p.ActivationHistogram[a] * (double)(map[256 * a + b] - rows[a]))
                / p.ActivationHistogram.Sum();
            Assert.Equal(expected, constants[b], 1e-9);
        }
    }

    [Fact]
    public void An_error_of_the_activation_alone_is_corrected_away()
    {
        var offsets = Enumerable.Range(0, 256).Select(a => a % 37 - 18).ToArray();
        var p = Profiles.Random(2, new ConvolutionGeometry(3, 8, 8, 5, 3, 3, 1, 1, 1), 64, true);
        Multiplier[] multiplier = [new("rows", Shifted(offsets, true), 1)];

        Assert.Equal(0, ErrorPrediction.Predict([p], multiplier, corrected: true)[0, 0], 1e-9);
        Assert.Equal(0, ErrorMeasurement.Measure([p], multiplier, corrected: true).Pooled[0, 0]);
        Assert.True(ErrorMeasurement.Measure([p], multiplier, corrected: false).Pooled[0, 0] > 1);
    }

    [Fact]
    public void Histograms_that_are_empty_negative_or_short_are_refused()
    {
        var table = TruthTable.Exact(false);
        Assert.Throws<ArgumentException>(() => ActivationCorrection.Rows(table, new long[256]));
        Assert.Throws<ArgumentException>(() => ActivationCorrection.Rows(table, new long[255]));
        Assert.Throws<ArgumentException>(() => ActivationCorrection.Rows(table, [.. Enumerable.Repeat(-1L, 256)]));
    }

    [Fact]
    public void Prepared_rows_are_faster_than_a_plain_loop()
    {
        var table = Profiles.Truncating("t", 2, 3, false).Table;
        var histogram = Profiles.Random(4, ConvolutionGeometry.Linear(30, 80), 10, false).WeightHistogram;
        var (errors, map) = (new ErrorRows(table), table.ErrorMap());
        double Microseconds(Action action)
        {
            // The first round only lets the runtime compile the fast version, which it does in the background.
            for (var run = 0; run < 100; run++)
                action();
            Thread.Sleep(300);
            var best = double.MaxValue;
            for (var run = 0; run < 300; run++)
            {
                var start = Stopwatch.GetTimestamp();
                action();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
            return best;
        }
        var sums = new long[256];
        var plain = Microseconds(() =>
        {
            for (var a = 0; a < 256; a++)
            {
                sums[a] = 0;
                for (var b = 0; b < 256; b++)
                    sums[a] += histogram[b] * map[256 * a + b];
            }
        });
        var fast = Microseconds(() => ActivationCorrection.Rows(errors, histogram));
        output.WriteLine($"{fast:f1} µs, plain loop {plain:f1} µs");
        Assert.True(fast < plain, $"{fast} µs against {plain} µs");
    }

    private static TruthTable Shifted(int[] offsets, bool signed)
    {
        var products = TruthTable.Exact(signed).Products.ToArray();
        for (var i = 0; i < products.Length; i++)
            products[i] = Math.Clamp(
                products[i] + offsets[i >> 8],
                signed ? short.MinValue : 0,
                signed ? short.MaxValue : ushort.MaxValue
            );
        return new TruthTable(products, signed);
    }
}
