using CsCheck;
using QosNets.Data;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class ErrorMetricsTests
{
    [Fact]
    public void Figures_of_all_49_tables_equal_the_published_ones_to_their_printed_digits()
    {
        var folder = Path.Combine(DataFolder.Find(), "evoapprox");
        var multipliers = new[] { "mul8u.npz", "mul8s.npz" }
            .SelectMany(file => MultiplierLibrary.Load(Path.Combine(folder, file)).Multipliers)
            .ToDictionary(m => m.Name);
        var rows = PublishedFigures.Read(Path.Combine(folder, "multipliers.csv"));
        Assert.Equal(49, rows.Count);
        var disagreements = new List<string>();
        foreach (var row in rows)
        {
            var multiplier = multipliers[row["name"]];
            var metrics = ErrorMetrics.Compute(multiplier.Table);
            Compare("mae", metrics.MeanAbsoluteError);
            Compare("wce", metrics.WorstCaseError);
            Compare("mae_percent", metrics.MeanAbsoluteError / 65536 * 100);
            Compare("wce_percent", metrics.WorstCaseError / 65536.0 * 100);
            Compare("ep_percent", metrics.ErrorProbability * 100);
            Compare("mre_percent", metrics.MeanRelativeError * 100);
            Compare("mse", metrics.MeanSquaredError);
            Compare("power_mw", multiplier.PowerMilliwatt);
            Compare("area_um2", multiplier.AreaSquareMicrometre!.Value);
            Compare("delay_ns", multiplier.DelayNanosecond!.Value);
            Compare("mse", multiplier.Published!.MeanSquaredError);

            void Compare(string column, double value)
            {
                if (!PublishedFigures.RoundsTo(value, row[column]))
                    disagreements.Add($"{row["name"]} {column}");
            }
        }
        // 36.535 is printed as 36; the two percentages are those of the rounded errors, 1.2 and 4.2 instead of 1.25 and 4.25.
        Assert.Equal(["mul8s_1KRC mae", "mul8s_1KVA mae_percent", "mul8s_1KVB mae_percent"], disagreements);
    }

    [Fact]
    public void The_exact_tables_have_no_error()
    {
        foreach (var signed in new[] { false, true })
        {
            Assert.Equal(new ErrorMetrics(0, 0, 0, 0, 0, 0, 0), ErrorMetrics.Compute(TruthTable.Exact(signed)));
            Assert.True(TruthTable.Exact(signed).IsExact);
        }
    }

    [Fact]
    public void Figures_of_any_table_follow_their_definitions()
    {
        Gen.Select(Gen.Bool, Gen.Int[-3000, 3000], Gen.Int[0, 3000], Gen.UInt)
            .Sample(
                (signed, bias, spread, seed) =>
                {
                    var random = new Random((int)(seed >> 1));
                    var exact = TruthTable.Exact(signed).Products;
                    var (low, high) = signed ? (-32768, 32767) : (0, 65535);
                    var products = new int[TruthTable.Length];
                    for (var i = 0; i < products.Length; i++)
                        products[i] = Math.Clamp(exact[i] + bias + random.Next(-spread, spread + 1), low, high);
                    var metrics = ErrorMetrics.Compute(new TruthTable(products, signed));
                    var errors = products.Zip(exact.ToArray(), (p, e) => (double)(p - e)).ToArray();
                    Assert.Equal(errors.Average(), metrics.MeanError, 1e-9);
                    Assert.Equal(errors.Average(Math.Abs), metrics.MeanAbsoluteError, 1e-9);
                    Assert.Equal(errors.Max(Math.Abs), metrics.WorstCaseError);
                    Assert.Equal(errors.Count(e => e != 0) / 65536.0, metrics.ErrorProbability);
                    Assert.Equal(errors.Average(e => e * e), metrics.MeanSquaredError, 1e-6);
                    Assert.Equal(errors.Average(e => (e - metrics.MeanError) * (e - metrics.MeanError)), metrics.Variance, 1e-5);
                    Assert.Equal(
                        errors.Zip(exact.ToArray()).Where(p => p.Second != 0).Average(p => Math.Abs(p.First / p.Second)),
                        metrics.MeanRelativeError,
                        1e-9
                    );
                },
                iter: 8
            );
    }

    [Fact]
    public void A_constant_error_has_a_bias_and_no_variance()
    {
        var products = TruthTable.Exact(true).Products.ToArray().Select(p => p - 3).ToArray();
        var metrics = ErrorMetrics.Compute(new TruthTable(products, true));
        Assert.Equal((-3, 0, 9, 1), (metrics.MeanError, metrics.Variance, metrics.MeanSquaredError, metrics.ErrorProbability));
    }
}
