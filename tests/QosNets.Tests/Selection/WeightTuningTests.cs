using QosNets.Approximation;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Selection;

/// <summary>Tuned weights are those of least squared error, mean taken off, over points and activations.</summary>
public sealed class WeightTuningTests
{
    private static readonly int[] Uncorrected = new int[256];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exact_products_move_no_weight(bool signed)
    {
        var map = WeightTuning.Map([(new ErrorRows(TruthTable.Exact(signed)), Uncorrected)], Activations(signed), signed);
        for (var b = 0; b < 256; b++)
            Assert.Equal(b, map[b]);
    }

    [Fact]
    public void A_column_that_a_table_has_elsewhere_is_taken_from_there()
    {
        // The products of 9 stand at 200, and those of 200 nowhere.
        var table = Of(
            (a, b) =>
                b == 200 ? a * 9
                : b == 9 ? (a & 1) * 5000
                : a * b
        );
        var map = WeightTuning.Map([(new ErrorRows(table), Uncorrected)], Activations(signed: false), signed: false);
        Assert.Equal(200, map[9]);
        Assert.InRange(map[200], 199, 201);
        Assert.NotEqual(200, map[200]);
        Assert.Equal(77, map[77]);
    }

    [Fact]
    public void Points_share_the_weight_of_least_summed_error()
    {
        var random = new Random(5);
        TruthTable[] tables = [Noisy(), Noisy()];
        var activations = Activations(signed: false);
        int[][] corrections =
        [
            [.. Enumerable.Range(0, 256).Select(_ => random.Next(-50, 50))],
            Uncorrected,
        ];
        var map = WeightTuning.Map([.. tables.Select((t, i) => (new ErrorRows(t), corrections[i]))], activations, signed: false);
        for (var old = 0; old < 256; old += 17)
        {
            double[] errors = [.. Enumerable.Range(0, 256).Select(b => Error(0, old, b) + Error(1, old, b))];
            Assert.Equal(errors.Min(), errors[map[old]], 1e-6 * errors.Max());
        }

        double Error(int point, int old, int b)
        {
            var errors = new double[256];
            double mean = 0;
            for (var a = 0; a < 256; a++)
            {
                errors[a] = tables[point].Products[256 * a + b] - corrections[point][a] - a * old;
                mean += errors[a] * activations[a] / activations.Sum();
            }
            return errors.Select((e, a) => (e - mean) * (e - mean) * activations[a]).Sum();
        }

        TruthTable Noisy() => Of((a, b) => Math.Clamp(a * b + random.Next(-3000, 3000), 0, 65025));
    }

    private static long[] Activations(bool signed) =>
        [.. Enumerable.Range(0, 256).Select(a => signed && a > 127 ? 0L : 1 + a % 7)];

    private static TruthTable Of(Func<int, int, int> product) =>
        new([.. Enumerable.Range(0, TruthTable.Length).Select(i => product(i >> 8, i & 255))], signed: false);
}
