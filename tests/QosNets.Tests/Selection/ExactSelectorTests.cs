using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class ExactSelectorTests
{
    public static TheoryData<Instances.Kind> Kinds => [.. Enum.GetValues<Instances.Kind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equals_brute_force_without_constraints(Instances.Kind kind)
    {
        for (var seed = 0; seed < 25; seed++)
            AssertEqualsBruteForce(Instances.Random(seed, kind, 5 + seed % 6, 1 + seed % 7, 1 + seed % 3, 1 + seed % 4));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equals_brute_force_with_each_and_with_all_constraints(Instances.Kind kind)
    {
        var feasible = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(1000 + seed);
            var all = seed % 5 == 0;
            var caps = new double?[]
            {
                random.Next(3) == 0 ? null : 0.5 + 0.5 * random.NextDouble(),
                0.2 + 0.7 * random.NextDouble(),
            };
            var constraints = new SelectionConstraints
            {
                MustInclude = all || seed % 5 == 1 ? [random.Next(3)] : [],
                MustExclude = all || seed % 5 == 2 ? [3 + random.Next(2), 5] : [],
                AreaBudget = all || seed % 5 == 3 ? 12 + 12 * random.NextDouble() : null,
                PowerCaps = all || seed % 5 == 4 ? caps : [],
            };
            feasible += AssertEqualsBruteForce(Instances.Random(seed, kind, 9, 5, 2, 2 + seed % 3, constraints)) ? 1 : 0;
        }
        Assert.InRange(feasible, 20, 59);
    }

    [Fact]
    public void Large_trees_equal_brute_force_too()
    {
        foreach (var kind in Enum.GetValues<Instances.Kind>())
        {
            foreach (var caps in new double?[][] { [], [0.6, 0.5, 0.4] })
                AssertEqualsBruteForce(
                    Instances.Random(7, kind, 14, 12, 3, 5, new SelectionConstraints { PowerCaps = caps, AreaBudget = 24 })
                );
        }
    }

    [Fact]
    public void Of_equally_good_multipliers_the_lower_index_is_taken()
    {
        var problem = SelectionProblem.Build(
            new double[,]
            {
                { 5, 1, 1, 0 },
                { 5, 1, 1, 0 },
            },
            [1, 1],
            [10, 20],
            [0.1, 0.5, 0.5, 1],
            [1],
            2
        );

        var result = ExactSelector.Select(problem);

        Assert.Equal([1], result.Choice.Multipliers);
        Assert.Equal([1, 1], result.Choice.Assignment);
    }

    [Fact]
    public void The_same_problem_gives_the_same_result()
    {
        var problem = Instances.Random(3, Instances.Kind.FewLevels, 30, 10, 3, 4);

        var (first, second) = (ExactSelector.Select(problem), ExactSelector.Select(problem));

        Assert.Equal(first.Choice.Multipliers, second.Choice.Multipliers);
        Assert.Equal(first.Choice.Assignment, second.Choice.Assignment);
        Assert.Equal(first.Nodes, second.Nodes);
    }

    [Fact]
    public void Without_time_the_incumbent_comes_with_a_gap_that_holds_the_optimum()
    {
        var problem = Instances.Random(0, Instances.Kind.Independent, 120, 20, 3, 5);
        var optimum = ExactSelector.Select(problem);

        var result = ExactSelector.Select(problem, TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.False(result.Proven);
        Assert.InRange(optimum.Objective, result.LowerBound - 1e-12, result.Objective + 1e-12);
        Assert.InRange(result.Gap, 1e-9, 1);
        Assert.Equal(0, result.Choice.ViolatingRows);
    }

    [Fact]
    public void A_cancelled_search_returns_what_it_has()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.False(
            ExactSelector.Select(Instances.Random(0, Instances.Kind.Independent, 120, 20, 3, 5), null, source.Token).Proven
        );
    }

    [Fact]
    public void A_row_without_good_enough_multiplier_is_named()
    {
        var problem = SelectionProblem.Build(
            new double[,]
            {
                { 1, 0 },
                { 3, 0.5 },
            },
            [1, 0.25],
            [1, 1],
            [0.5, 1],
            [1, 1.5],
            2,
            layerNames: ["stem", "classifier"],
            multiplierNames: ["2P7", "Y48"]
        );

        var error = Assert.Throws<InfeasibleSelectionException>(() => ExactSelector.Select(problem));

        Assert.Contains("classifier at operating point 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("Y48", error.Message, StringComparison.Ordinal);
        Assert.Contains("strain of 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pair_that_must_be_included_and_exceeds_the_area_is_named()
    {
        var problem = SelectionProblem.Build(
            new double[,]
            {
                { 1, 1, 0 },
            },
            [1],
            [1],
            [0.5, 0.6, 1],
            [1],
            3,
            new SelectionConstraints { MustInclude = [0, 1], AreaBudget = 6 },
            [3, 4, 5],
            multiplierNames: ["A", "B", "C"]
        );

        var error = Assert.Throws<InfeasibleSelectionException>(() => ExactSelector.Select(problem));

        Assert.Contains(
            "A and B must be included and have an area of 7, the budget is 6",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_cap_below_the_attainable_minimum_is_named_with_that_minimum()
    {
        var problem = SelectionProblem.Build(
            new double[,]
            {
                { 1, 0 },
                { 3, 0 },
            },
            [1, 1],
            [3, 1],
            [0.5, 1],
            [1, 2],
            2,
            new SelectionConstraints { PowerCaps = [null, 0.6] }
        );

        var error = Assert.Throws<InfeasibleSelectionException>(() => ExactSelector.Select(problem));

        Assert.Contains(
            "operating point 1 is capped at a relative power of 0.6, the least attainable is 0.625",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Too_small_an_area_and_too_small_an_n_are_told_apart()
    {
        var errors = new double[,]
        {
            { 1, 9, 9 },
            { 9, 1, 9 },
            { 9, 9, 1 },
        };
        SelectionProblem Problem(int limit, double area) =>
            SelectionProblem.Build(
                errors,
                [1, 1, 1],
                [1, 1, 1],
                [0.2, 0.3, 0.4],
                [1],
                limit,
                new SelectionConstraints { AreaBudget = area },
                [1, 1, 1]
            );

        Assert.Contains(
            "n = 2",
            Assert.Throws<InfeasibleSelectionException>(() => ExactSelector.Select(Problem(2, 9))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "area budget of 2",
            Assert.Throws<InfeasibleSelectionException>(() => ExactSelector.Select(Problem(3, 2))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal([0, 1, 2], ExactSelector.Select(Problem(3, 3)).Choice.Multipliers);
    }

    [Fact]
    public void A_point_without_any_tolerance_takes_an_errorless_multiplier()
    {
        var result = ExactSelector.Select(
            SelectionProblem.Build(
                new double[,]
                {
                    { 1e-9, 0 },
                },
                [0],
                [1],
                [0.5, 1],
                [1],
                1
            )
        );

        Assert.Equal([1], result.Choice.Assignment);
        Assert.Equal(0, result.Choice.Savings[0]);
    }

    private static bool AssertEqualsBruteForce(SelectionProblem problem)
    {
        if (BruteForce.Solve(problem) is not { } expected)
        {
            Assert.Throws<InfeasibleSelectionException>(() => ExactSelector.Select(problem));
            return false;
        }
        var actual = ExactSelector.Select(problem);
        Assert.True(actual.Proven);
        Assert.Equal(expected.Objective, actual.Objective, 1e-12);
        Assert.Equal(expected.Set, actual.Choice.Multipliers);
        Assert.Equal(0, actual.Gap);
        return true;
    }
}
