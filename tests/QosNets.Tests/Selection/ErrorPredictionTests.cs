using System.Diagnostics;
using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class ErrorPredictionTests(ITestOutputHelper output)
{
    private static readonly ConvolutionGeometry Dense = new(16, 8, 8, 24, 3, 3, 1, 1, 1);
    private static readonly ConvolutionGeometry Depthwise = new(8, 8, 8, 8, 3, 3, 1, 1, 8);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Equals_the_definition_as_a_triple_sum(bool signed, bool corrected)
    {
        LayerProfile[] layers =
        [
            Profiles.Random(1, ConvolutionGeometry.Linear(7, 3), 5, signed),
            Profiles.Random(2, Depthwise, 6, signed),
        ];
        Multiplier[] multipliers =
        [
            Profiles.Truncating("a", 2, 1, signed),
            Profiles.Truncating("b", 0, 4, signed),
            Profiles.Truncating("c", 4, 4, signed),
        ];

        var predicted = ErrorPrediction.Predict(layers, multipliers, corrected);

        for (var l = 0; l < layers.Length; l++)
        {
            for (var m = 0; m < multipliers.Length; m++)
                Assert.Equal(Definition(layers[l], multipliers[m].Table, corrected), predicted[l, m], 1e-6);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Agrees_with_the_measurement_within_a_few_per_cent(bool signed, bool corrected)
    {
        LayerProfile[] layers =
        [
            Profiles.Random(1, ConvolutionGeometry.Linear(64, 600), 200, signed),
            Profiles.Random(2, ConvolutionGeometry.Linear(100, 400), 200, signed),
        ];
        Multiplier[] multipliers =
        [
            Profiles.Scattered("a", 3, signed),
            Profiles.Scattered("b", 40, signed),
            Profiles.Scattered("c", 700, signed),
            Profiles.Scattered("exact", 0, signed),
        ];

        var predicted = ErrorPrediction.Predict(layers, multipliers, corrected);
        var measured = ErrorMeasurement.Measure(layers, multipliers, corrected);

        var check = PredictionCheck.Compare(predicted, measured.Pooled);
        output.WriteLine(check.ToString());
        Assert.Equal(6, check.Pairs);
        Assert.InRange(check.WorstRatio, 0.95, 1.05);
        Assert.InRange(check.Pearson, 0.999, 1);
        for (var l = 0; l < layers.Length; l++)
        {
            Assert.Equal(0, predicted[l, 3]);
            Assert.Equal(0, measured.Pooled[l, 3]);
        }
    }

    [Fact]
    public void An_error_that_follows_the_activation_alone_is_predicted_at_most_root_two_too_large()
    {
        // v_i holds the spread of f(a) within a field, which μ_i already has from field to field; the correction takes both off.
        LayerProfile[] layers = [Profiles.Random(2, ConvolutionGeometry.Linear(64, 400), 200, false)];
        Multiplier[] multipliers = [Profiles.Truncating("d", 4, 0, false)];

        double Ratio(bool corrected) =>
            PredictionCheck
                .Compare(
                    ErrorPrediction.Predict(layers, multipliers, corrected),
                    ErrorMeasurement.Measure(layers, multipliers, corrected).Pooled
                )
                .WorstRatio;

        Assert.InRange(Ratio(false), 1.1, 1.45);
        Assert.InRange(Ratio(true), 0.93, 1.07);
    }

    [Fact]
    public void Bytes_above_127_are_binned_by_the_tables_own_rows()
    {
        // The error sits in row and column 200 alone, which a signed reading would look for at −56.
        var products = TruthTable.Exact(false).Products.ToArray();
        products[256 * 200 + 200] -= 100;
        var p = Profiles.Random(1, ConvolutionGeometry.Linear(4, 4), 2, false) with
        {
            Weights = [200, 200, 200, 200, 0, 0, 0, 0, 200, 200, 200, 200, 0, 0, 0, 0],
            Samples = [200, 200, 200, 200, 0, 0, 0, 0],
        };
        Multiplier[] multipliers = [new("hit", new TruthTable(products, false), 1)];

        var measured = ErrorMeasurement.Measure([p], multipliers, false);
        Assert.Equal(400 * Math.Sqrt(0.25 * 0.75), measured.Pooled[0, 0], 1e-9);
        Assert.Equal(Definition(p, multipliers[0].Table, false), ErrorPrediction.Predict([p], multipliers, false)[0, 0], 1e-9);
        Assert.True(ErrorPrediction.Predict([p], multipliers, false)[0, 0] > 100);
    }

    [Fact]
    public void A_constant_error_does_not_count()
    {
        var products = Array.ConvertAll(TruthTable.Exact(true).Products.ToArray(), t => Math.Min(t + 50, short.MaxValue));
        Multiplier[] multipliers = [new("constant", new TruthTable(products, true), 1)];
        var p = Profiles.Random(1, Dense, 50, true);

        Assert.Equal(0, ErrorPrediction.Predict([p], multipliers, false)[0, 0], 1e-9);
        Assert.Equal(0, ErrorMeasurement.Measure([p], multipliers, false).Pooled[0, 0]);
    }

    [Fact]
    public void Channel_centring_takes_off_each_channels_mean_in_its_own_group()
    {
        // An error of the weight alone is a constant of each channel.
        var products = TruthTable.Exact(true).Products.ToArray();
        for (var i = 0; i < products.Length; i++)
            products[i] = Math.Clamp(products[i] + (sbyte)i % 11, short.MinValue, short.MaxValue);
        Multiplier[] multipliers = [new("columns", new TruthTable(products, true), 1)];
        var p = Profiles.Random(3, Depthwise, 100, true);

        var measured = ErrorMeasurement.Measure([p], multipliers, false);

        Assert.Equal(0, measured.ChannelCentred[0, 0], 1e-9);
        Assert.True(measured.Pooled[0, 0] > 1);
    }

    [Fact]
    public void Measurement_is_the_pooled_deviation_of_approximate_minus_exact_accumulators()
    {
        var p = Profiles.Random(5, new ConvolutionGeometry(4, 5, 5, 6, 3, 3, 1, 1, 2), 20, false);
        var table = Profiles.Truncating("t", 3, 2, false).Table;
        var values = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                values.Add(
                    Enumerable
                        .Range(0, 18)
                        .Sum(k =>
                        {
                            var (x, w) = (p.Samples[i * 18 + k], p.Weights[(p.SampleGroups[i] * 3 + c) * 18 + k]);
                            return table[x, w] - x * w;
                        })
                );
            }
        }
        var mean = values.Average();

        Assert.Equal(
            Math.Sqrt(values.Average(v => (v - mean) * (v - mean))),
            ErrorMeasurement.Measure([p], [new("t", table, 1)], false).Pooled[0, 0],
            1e-6
        );
    }

    [Fact]
    public void Signed_and_unsigned_multipliers_do_not_mix()
    {
        Multiplier[] mixed = [Profiles.Truncating("u", 1, 1, false), Profiles.Truncating("s", 1, 1, true)];

        Assert.Throws<ArgumentException>(() => ErrorPrediction.Predict([Profiles.Random(1, Dense, 5, false)], mixed, false));
    }

    [Fact]
    public void A_whole_ResNet_20_search_space_takes_seconds_at_most()
    {
        ConvolutionGeometry[] stages =
        [
            new(16, 32, 32, 16, 3, 3, 1, 1, 1),
            new(32, 16, 16, 32, 3, 3, 1, 1, 1),
            new(64, 8, 8, 64, 3, 3, 1, 1, 1),
        ];
        var layers = Enumerable.Range(0, 20).Select(l => Profiles.Random(l, stages[l % 3], 512, false)).ToArray();
        var multipliers = Enumerable.Range(0, 36).Select(m => Profiles.Truncating($"m{m}", m % 6, m / 6, false)).ToArray();
        var clock = Stopwatch.StartNew();
        ErrorPrediction.Predict(layers, multipliers, corrected: true);
        output.WriteLine($"predicted in {clock.ElapsedMilliseconds} ms");
        var measuring = Stopwatch.StartNew();
        ErrorMeasurement.Measure(layers, multipliers[..6], corrected: true);
        output.WriteLine($"6 of 36 measured in {measuring.ElapsedMilliseconds} ms");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void The_check_names_the_worst_pair_and_skips_zeros()
    {
        var check = PredictionCheck.Compare(
            new double[,]
            {
                { 1, 2, 0 },
                { 4, 8, 16 },
            },
            new double[,]
            {
                { 1, 2, 3 },
                { 8, 8, 16 },
            }
        );

        Assert.Equal((5, 1, 0), (check.Pairs, check.WorstLayer, check.WorstMultiplier));
        Assert.Equal(0.5, check.WorstRatio, 1e-12);
        // Ranks 1 2 3 4 5 against 1 2 3.5 3.5 5.
        Assert.Equal(9.5 / Math.Sqrt(10 * 9.5), check.Spearman, 1e-12);
    }

    private static double Definition(LayerProfile p, TruthTable table, bool corrected)
    {
        var q = p.WeightHistogram.Select(c => c / (double)p.Weights.Length).ToArray();
        var map = table.ErrorMap();
        var f = corrected ? ActivationCorrection.Rows(table, p.WeightHistogram) : new int[256];
        var fanIn = p.Geometry.FanIn;
        var (means, variances) = (new List<double>(), new List<double>());
        for (var i = 0; i < p.SampleCount; i++)
        {
            double mean = 0,
                variance = 0;
            for (var k = 0; k < fanIn; k++)
            {
                var a = p.Samples[i * fanIn + k];
                for (var b = 0; b < 256; b++)
                    mean += q[b] * (map[256 * a + b] - f[a]) / fanIn;
            }
            for (var k = 0; k < fanIn; k++)
            {
                var a = p.Samples[i * fanIn + k];
                for (var b = 0; b < 256; b++)
                    variance += q[b] * Math.Pow(map[256 * a + b] - f[a] - mean, 2) / fanIn;
            }
            means.Add(mean);
            variances.Add(variance);
        }
        var inner = means.Zip(variances, (mu, v) => mu * mu + v / fanIn).Average() - Math.Pow(means.Average(), 2);
        return fanIn * Math.Sqrt(Math.Max(0, inner));
    }
}
