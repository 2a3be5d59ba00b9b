using System.Diagnostics;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class StrainSelectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Targets_are_met_and_strain_is_no_larger_than_with_common_scales()
    {
        double[] targets = [0.3, 0.5, 0.7];
        foreach (var kind in new[] { Instances.Kind.Realistic, Instances.Kind.Independent, Instances.Kind.Correlated })
        {
            var template = Instances.Random(1, kind, 36, 20, 3, 4);
            var scaled = ScaleSearch.Find(template, targets);
            var clock = Stopwatch.StartNew();

            var result = StrainSelector.Select(template, targets);

            var scaledSquares = result
                .Problem.Rows.Select((row, r) => Math.Pow(row.Strain[scaled.Selection.Choice.Assignment[r]], 2))
                .Sum();
            output.WriteLine($"{kind}: {clock.ElapsedMilliseconds} ms, Σv² {result.SquaredStrain:g4} against {scaledSquares:g4}");
            Assert.True(result.SquaredStrain <= scaledSquares);
            Assert.InRange(result.Choice.Multipliers.Count, 1, 4);
            for (var p = 0; p < 3; p++)
                Assert.InRange(result.Choice.Savings[p], targets[p] - 1e-9, 1);
            Assert.Equal(
                result.SquaredStrain,
                result.Problem.Rows.Select((row, r) => Math.Pow(row.Strain[result.Choice.Assignment[r]], 2)).Sum(),
                1e-9 * scaledSquares
            );
        }
    }

    [Fact]
    public void Comes_close_to_the_best_of_all_sets_and_assignments()
    {
        var (sum, best) = (0.0, 0.0);
        for (var seed = 0; seed < 20; seed++)
        {
            var template = Instances.Random(seed, Instances.Kind.Correlated, 6, 4, 1, 2);
            var found = StrainSelector.Select(template, [0.5]).SquaredStrain;
            var optimum = BestOfAll(template, 0.5);
            Assert.True(found >= optimum - 1e-9);
            sum += found;
            best += optimum;
        }
        output.WriteLine($"Σv² {sum:g5}, optimum {best:g5}");
        Assert.InRange(sum / best, 1 - 1e-12, 1.1);
    }

    [Fact]
    public void Constraints_hold()
    {
        var free = Instances.Random(1, Instances.Kind.Realistic, 20, 8, 2, 4);
        var constraints = new SelectionConstraints
        {
            MustInclude = [3],
            MustExclude = [5, 6],
            AreaBudget = 22,
            PowerCaps = [null, 0.45],
        };

        var result = StrainSelector.Select(free.WithConstraints(constraints), [0.2, 0.4]);

        Assert.Contains(3, result.Choice.Multipliers);
        Assert.DoesNotContain(5, result.Choice.Multipliers);
        Assert.True(result.Choice.Multipliers.Sum(m => free.Areas![m]) <= 22);
        Assert.True(result.Choice.PointPowers[1] <= 0.45 + 1e-12);
        Assert.InRange(result.Choice.Multipliers.Count, 1, 4);
    }

    private static double BestOfAll(SelectionProblem p, double saving)
    {
        var best = double.PositiveInfinity;
        for (var a = 0; a < 6; a++)
        {
            for (var b = a + 1; b < 6; b++)
            {
                for (var mask = 0; mask < 16; mask++)
                {
                    var chosen = Enumerable.Range(0, 4).Select(l => (mask >> l & 1) == 0 ? a : b).ToArray();
                    var power = Enumerable.Range(0, 4).Sum(l => p.Costs[l] * p.Powers[chosen[l]]) / p.Costs.Sum();
                    if (power <= 1 - saving + 1e-12)
                        best = Math.Min(best, Enumerable.Range(0, 4).Sum(l => Math.Pow(p.UnitStrain[l, chosen[l]], 2)));
                }
            }
        }
        return best;
    }
}
