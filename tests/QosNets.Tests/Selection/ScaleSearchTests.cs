using System.Diagnostics;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class ScaleSearchTests(ITestOutputHelper output)
{
    public static TheoryData<Instances.Kind> Kinds => [.. Enum.GetValues<Instances.Kind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_target_is_met_and_no_scale_can_be_smaller(Instances.Kind kind)
    {
        double[] targets = [0.3, 0.5, 0.7];
        for (var seed = 0; seed < 3; seed++)
        {
            var template = Instances.Random(seed, kind, 36, 20, 3, 4);
            var clock = Stopwatch.StartNew();
            var result = ScaleSearch.Find(template, targets);
            output.WriteLine(
                $"{clock.ElapsedMilliseconds} ms, scales {string.Join(' ', result.Scales.Select(s => s.ToString("g4")))}, "
                    + $"savings {string.Join(' ', result.Savings.Select(s => s.ToString("p2")))}"
            );
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
            Assert.True(result.Selection.Proven);
            Assert.Equal(result.Scales.Order(), result.Scales);
            Assert.Equal(0, result.Selection.Choice.ViolatingRows);
            var lowest = template.UnitStrain.Cast<double>().Where(v => v > 0).Min() * (1 + 1e-9);
            for (var p = 0; p < 3; p++)
            {
                Assert.InRange(result.Savings[p], targets[p] - 1e-9, 1);
                if (result.Scales[p] == (p > 0 ? result.Scales[p - 1] : lowest))
                    continue;
                var smaller = result.Problem.WithScales([.. result.Scales.Select((s, i) => i == p ? s * (1 - 1e-6) : s)]);
                Assert.Throws<InfeasibleSelectionException>(() => ExactSelector.Select(smaller));
            }
        }
    }

    [Fact]
    public void Points_tuned_one_at_a_time_would_not_share_n_multipliers()
    {
        // Alone, point 0 is best served by multiplier 0 at scale 1 and point 1 by multiplier 1 at scale 2; n = 1 forces one of
        // them on both.
        var template = SelectionProblem.Build(
            new double[,]
            {
                { 1, 2.5, 4, 0 },
            },
            [1],
            [1],
            [0.6, 0.4, 0.3, 1],
            [1],
            1
        );

        var result = ScaleSearch.Find(template, [0.3, 0.6]);

        Assert.Equal([1], result.Selection.Choice.Multipliers);
        Assert.All(result.Scales, s => Assert.Equal(2.5, s, 1e-6));
        Assert.All(result.Savings, s => Assert.Equal(0.6, s, 1e-12));
    }

    [Fact]
    public void An_unreachable_target_is_named_with_the_most_that_is_attainable()
    {
        var template = SelectionProblem.Build(
            new double[,]
            {
                { 1, 0 },
                { 1, 0 },
            },
            [1, 0],
            [3, 1],
            [0.5, 1],
            [1],
            2
        );

        var error = Assert.Throws<InfeasibleSelectionException>(() => ScaleSearch.Find(template, [0.1, 0.4]));

        Assert.Contains("operating point 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("37.50", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_saving_needs_no_more_than_the_smallest_scale()
    {
        var template = SelectionProblem.Build(
            new double[,]
            {
                { 0.25, 1, 0 },
            },
            [1],
            [1],
            [0.5, 0.4, 1],
            [1],
            2
        );

        Assert.Equal(0.25, ScaleSearch.Find(template, [0]).Scales[0], 1e-6);
    }

    [Fact]
    public void Targets_must_ascend_and_stay_below_one()
    {
        var template = Instances.Random(0, Instances.Kind.Realistic, 5, 2, 1, 2);

        Assert.Throws<ArgumentException>(() => ScaleSearch.Find(template, [0.5, 0.4]));
        Assert.Throws<ArgumentException>(() => ScaleSearch.Find(template, [1]));
        Assert.Throws<ArgumentException>(() => ScaleSearch.Find(template, []));
        var capped = template.WithConstraints(new SelectionConstraints { PowerCaps = [0.9] });
        Assert.Throws<ArgumentException>(() => ScaleSearch.Find(capped, [0.1, 0.2]));
    }
}
