using System.Diagnostics;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class ExactSelectorSpeedTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Instances.Kind.Realistic)]
    [InlineData(Instances.Kind.Independent)]
    [InlineData(Instances.Kind.Sparse)]
    [InlineData(Instances.Kind.FewLevels)]
    [InlineData(Instances.Kind.Correlated)]
    public void Thirty_six_multipliers_are_proven_within_three_seconds(Instances.Kind kind)
    {
        for (var seed = 0; seed < 4; seed++)
            Prove(Instances.Random(seed, kind, 36, 20, 3, 4), TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData(Instances.Kind.Realistic)]
    [InlineData(Instances.Kind.Independent)]
    [InlineData(Instances.Kind.Sparse)]
    [InlineData(Instances.Kind.Correlated)]
    public void Three_hundred_multipliers_are_proven_within_thirty_seconds(Instances.Kind kind)
    {
        for (var seed = 0; seed < 2; seed++)
            Prove(Instances.Random(seed, kind, 300, 20, 3, 5), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(36, 4)]
    [InlineData(150, 5)]
    public void Area_and_power_caps_do_not_make_the_proof_slow(int multipliers, int limit)
    {
        foreach (var kind in new[] { Instances.Kind.Realistic, Instances.Kind.Independent, Instances.Kind.Correlated })
        {
            var free = Instances.Random(1, kind, multipliers, 20, 3, limit);
            var unconstrained = ExactSelector.Select(free).Choice;
            Prove(
                free.WithConstraints(
                    new SelectionConstraints
                    {
                        AreaBudget = 0.97 * unconstrained.Multipliers.Sum(m => free.Areas![m]),
                        PowerCaps = [1.3 * unconstrained.PointPowers[0], null, 1.3 * unconstrained.PointPowers[2]],
                    }
                ),
                TimeSpan.FromSeconds(30)
            );
        }
    }

    private void Prove(SelectionProblem problem, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        var result = ExactSelector.Select(problem, limit, TestContext.Current.CancellationToken);
        output.WriteLine(
            $"{clock.Elapsed.TotalMilliseconds:f1} ms, {result.Nodes} nodes, objective {result.Objective:f6}, bound "
                + $"{result.LowerBound:f6}, gap {result.Gap:p2}"
        );
        Assert.True(result.Proven, $"gap {result.Gap:p2} after {limit}");
        Assert.Equal(0, result.Choice.ViolatingRows);
    }
}
