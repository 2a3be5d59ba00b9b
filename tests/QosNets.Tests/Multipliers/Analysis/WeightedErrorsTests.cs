using CsCheck;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class WeightedErrorsTests
{
    private static readonly TruthTable Mitchell = MultiplierFamilies.Parse("mitchell")[0].ToMultiplier(signed: true).Table;

    [Fact]
    public void Without_histograms_the_figures_are_those_of_all_pairs()
    {
        foreach (var table in new[] { Mitchell, TruthTable.Exact(false) })
        {
            var (plain, weighted) = (ErrorMetrics.Compute(table), WeightedErrors.Compute(table, new OperandWeights(null, null)));
            Assert.Equal(plain.WorstCaseError, weighted.WorstCaseError);
            Assert.All(ErrorMetricKind.All, k => Assert.Equal(k.Of(plain), k.Of(weighted), 1e-9 * (1 + Math.Abs(k.Of(plain)))));
        }
    }

    [Fact]
    public void Counts_weigh_pairs_as_often_as_they_occur()
    {
        Gen.Select(Gen.Byte.Array[1, 40], Gen.Byte.Array[1, 40])
            .Sample(
                (activations, weights) =>
                {
                    var metrics = WeightedErrors.Compute(
                        Mitchell,
                        new OperandWeights(Histogram(activations), Histogram(weights))
                    );
                    // Operand bytes listed one by one, each pair of them equally likely.
                    var pairs = activations
                        .SelectMany(a =>
                            weights.Select(b =>
                                (Exact: (double)(sbyte)a * (sbyte)b, Error: Mitchell[a, b] - (double)(sbyte)a * (sbyte)b)
                            )
                        )
                        .ToList();
                    var mean = pairs.Average(p => p.Error);
                    Assert.Equal(mean, metrics.MeanError, 1e-8);
                    Assert.Equal(pairs.Average(p => Math.Abs(p.Error)), metrics.MeanAbsoluteError, 1e-8);
                    Assert.Equal(pairs.Max(p => Math.Abs(p.Error)), metrics.WorstCaseError);
                    Assert.Equal(pairs.Average(p => p.Error != 0 ? 1.0 : 0), metrics.ErrorProbability, 1e-9);
                    Assert.Equal(pairs.Average(p => p.Error * p.Error), metrics.MeanSquaredError, 1e-5);
                    Assert.Equal(pairs.Average(p => (p.Error - mean) * (p.Error - mean)), metrics.Variance, 1e-5);
                    Assert.Equal(
                        pairs.Where(p => p.Exact != 0).Select(p => Math.Abs(p.Error / p.Exact)).DefaultIfEmpty(0).Average(),
                        metrics.MeanRelativeError,
                        1e-9
                    );
                },
                iter: 100
            );

        static long[] Histogram(byte[] bytes) => [.. Enumerable.Range(0, 256).Select(v => bytes.LongCount(b => b == v))];
    }

    [Fact]
    public void The_first_histogram_is_that_of_the_rows()
    {
        var table = new TruthTable(
            [.. Enumerable.Range(0, 65536).Select(i => (i >> 8) == 9 ? 0 : (i >> 8) * (i & 255))],
            signed: false
        );
        var nine = new long[256];
        nine[9] = 4;
        Assert.Equal(1, WeightedErrors.Compute(table, new OperandWeights(nine, null)).MeanRelativeError);
        Assert.Equal(1 / 255.0, WeightedErrors.Compute(table, new OperandWeights(null, nine)).MeanRelativeError, 12);
    }

    [Fact]
    public void Histograms_without_counts_or_of_another_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new OperandWeights(new long[256], null));
        Assert.Throws<ArgumentException>(() => new OperandWeights(null, new long[255]));
        Assert.Throws<ArgumentException>(() => new OperandWeights([-1, .. Enumerable.Repeat(1L, 255)], null));
    }
}
