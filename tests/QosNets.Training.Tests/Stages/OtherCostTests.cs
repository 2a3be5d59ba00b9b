using QosNets.Multipliers;
using QosNets.Training.Experiments;
using QosNets.Training.Report;
using QosNets.Training.Runs;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Pipeline;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Stages;

[Collection(TorchCollection.Name)]
public sealed class OtherCostTests
{
    // A column that prices the library the other way round: what saves most power saves least of it.
    private static readonly MultiplierLibrary Priced = new(
        "priced",
        SmallRun
            .Library(signed: false)
            .Multipliers.Select(m => m with { Costs = new CostList([("reverse", m.Table.IsExact ? 1 : 0.5 - m.PowerMilliwatt)]) })
    );

    [Fact]
    public void A_run_says_what_each_cost_would_have_chosen_and_a_run_by_that_cost_chooses_it()
    {
        using var byPower = new SmallRun();
        using var byReverse = new SmallRun();
        var experiment = Small.Experiment with { Cost = "reverse" };
        var here = CostsOf(byPower, Small.Experiment, Priced);
        var there = CostsOf(byReverse, experiment, Priced.By("reverse"));
        Assert.Equal(["power", "area", "reverse"], here.Costs.Select(c => c.Cost));
        Assert.Equal(["reverse", "power", "area"], there.Costs.Select(c => c.Cost));

        // The first entry is what the run itself selected.
        foreach (var (costs, selected) in new[] { here, there })
            Assert.Equal(
                selected.Select(p => string.Join(' ', p.Assignment.Select(m => Priced.Multipliers[m].Name))),
                costs[0].Points.Select(p => string.Join(' ', p.Assignment.Values))
            );
        // Training does not depend on costs, so both runs compare the same errors with the same tolerances.
        foreach (var cost in here.Costs)
        {
            var other = there.Costs.Single(c => c.Cost == cost.Cost);
            Assert.Equal(cost.Multipliers, other.Multipliers);
            Assert.Equal(cost.Points.Select(p => p.Saving), other.Points.Select(p => p.Saving));
        }
        Assert.NotEqual(here.Costs[0].Multipliers, here.Costs[2].Multipliers);
        foreach (var (cost, run) in here.Costs.Select(c => (c, Priced.By(c.Cost))))
        {
            var power = new AssignmentPower(byPower.Network, run);
            foreach (var (p, point) in cost.Points.Index())
            {
                var plan = new PointPlan(point.Name, [.. point.Assignment.Values.Select(run.IndexOf)]);
                Assert.True(point.Saving >= Small.Experiment.TargetSavings[p] - 1e-9, $"{cost.Cost} {point}");
                Assert.Equal(power.Saving(plan), point.Saving);
                Assert.Equal(new AssignmentPower(byPower.Network, Priced).Saving(plan), point.SavingByRunCost);
            }
        }
    }

    [Fact]
    public void A_cost_by_which_no_choice_meets_the_targets_is_said_to_have_none()
    {
        var flat = new MultiplierLibrary(
            "flat",
            Priced.Multipliers.Select(m => m with { Costs = new CostList([("flat", m.Table.IsExact ? 1 : 0.9)]) })
        );
        using var run = new SmallRun();
        var cost = CostsOf(run, Small.Experiment, flat).Costs.Single(c => c.Cost == "flat");
        Assert.Empty(cost.Points);
        Assert.Contains("saving", cost.Unreachable, StringComparison.Ordinal);
        Assert.All(cost.Delivered, d => Assert.InRange(d.Saving, 0, 0.1 + 1e-9));
    }

    [Fact]
    public void Another_cost_changes_the_choice_and_what_follows_but_no_errors()
    {
        using var run = new SmallRun();
        string[] KeysOf(MultiplierLibrary library) =>
            [.. RunStages.Of(run.Context(Small.Experiment, library)).InOrder.Select(s => s.Key)];
        var names = RunStages.Of(run.Context(Small.Experiment, Priced)).InOrder.Select(s => s.Name).ToList();
        var differ = names.Where((_, i) => KeysOf(Priced)[i] != KeysOf(Priced.By("reverse"))[i]);
        Assert.Equal(names[names.IndexOf("selection")..].Except(["exact"]), differ);
    }

    [Fact]
    public void A_library_with_one_cost_has_nothing_to_compare()
    {
        using var run = new SmallRun();
        var alone = new MultiplierLibrary(
            "alone",
            Priced.Multipliers.Select(m => m with { AreaSquareMicrometre = null, Costs = CostList.None })
        );
        var stages = run.Execute(Small.Experiment, library: alone).Stages;
        Assert.Null(CostResults.Of(run.Context(Small.Experiment, alone), stages.Get<SelectionStage>(), []));
    }

    [Theory]
    [InlineData("asap7", "cost = \"asap7\": library few of evoapprox-mul8u: it has no cost \"asap7\"; choose by power or area")]
    [InlineData("luts", "cost = \"luts\": library few of evoapprox-mul8u: it has no cost \"luts\"")]
    public void A_cost_that_the_library_lacks_is_refused_with_those_it_has(string cost, string message) =>
        Assert.StartsWith(
            message,
            Assert
                .Throws<ExperimentException>(() =>
                    RunChecks.WithCost(Small.Experiment with { Cost = cost }, SmallRun.Library(signed: false))
                )
                .Message,
            StringComparison.Ordinal
        );

    private static (IReadOnlyList<QosNets.Reporting.Results.CostResult> Costs, IReadOnlyList<PointPlan> Selected) CostsOf(
        SmallRun run,
        Experiment experiment,
        MultiplierLibrary library
    )
    {
        var stages = run.Execute(experiment, library: library).Stages;
        var selection = stages.Get<SelectionStage>();
        PointPlan[] points = [.. stages.Get<JointStage>().Points.Select(p => p.Plan)];
        return (CostResults.Of(run.Context(experiment, library), selection, points)!, selection.Points());
    }
}
