using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class SelectorsTests
{
    public static TheoryData<string> Names => [.. Selectors.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_selector_of_the_table_answers_a_task_with_target_savings(string name)
    {
        double[] targets = [0.3, 0.5];
        var template = Instances.Random(2, Instances.Kind.Realistic, 20, 8, 2, 4);
        var task = Task(template, targets);
        var chosen = Selectors.Named(name).Select(task);
        Assert.Equal(2, chosen.Problem.Points);
        Assert.InRange(chosen.Choice.Multipliers.Count, 1, 4);
        Assert.Equal(chosen.Problem.Rows.Count, chosen.Choice.Assignment.Count);
        // The papers' choice knows no target savings.
        if (name != "kmeans")
            Assert.All(targets.Zip(chosen.Choice.Savings), p => Assert.InRange(p.Second, p.First - 1e-9, 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_selector_without_need_of_target_savings_answers_at_the_scales_of_the_task(string name)
    {
        var selector = Selectors.Named(name);
        var template = Instances.Random(3, Instances.Kind.Realistic, 20, 8, 2, 4);
        if (selector.NeedsTargetSavings)
            Assert.ThrowsAny<Exception>(() => selector.Select(Task(template, [])));
        else
            Assert.Same(template, selector.Select(Task(template, [])).Problem);
    }

    [Fact]
    public void Names_are_different_and_an_unknown_one_is_refused_with_the_choices()
    {
        Assert.Equal(Selectors.Names.Count, Selectors.Names.Distinct().Count());
        var e = Assert.Throws<ArgumentException>(() => Selectors.Named("best"));
        Assert.All(Selectors.Names, n => Assert.Contains(n, e.Message));
    }

    [Fact]
    public void The_optimum_of_a_task_is_the_choice_of_the_exact_selector()
    {
        var task = Task(Instances.Random(4, Instances.Kind.Correlated, 12, 5, 2, 3), []);
        Assert.Same(task.Exact.Choice, Selectors.Named("exact").Select(task).Choice);
        Assert.Same(task.KMeans.Raw, Selectors.Named("kmeans").Select(task).Choice);
    }

    [Fact]
    public void A_task_without_a_time_limit_is_searched_to_the_end()
    {
        // One that is not solved before the first look at the clock.
        var problem = Instances.Random(0, Instances.Kind.Independent, 120, 20, 3, 5);
        SelectionTask Limited(TimeSpan limit) => new(problem, [], seed: 1, limit, CancellationToken.None);
        Assert.False(Limited(TimeSpan.Zero).Exact.Proven);
        Assert.True(Limited(Timeout.InfiniteTimeSpan).Exact.Proven);
    }

    private static SelectionTask Task(SelectionProblem template, double[] targets) =>
        new(template, targets, seed: 1, TimeSpan.FromMinutes(1), CancellationToken.None);
}
