using QosNets.Training.Stages;
using QosNets.Training.Tests.Pipeline;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Stages;

[Collection(TorchCollection.Name)]
public sealed class RefinementStageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    public void Refined_points_save_what_was_asked_for_and_lose_no_more_before_retraining(int retrainingImages)
    {
        var e = Small.Experiment;
        e = e with { Refinement = e.Refinement with { RetrainingImages = retrainingImages } };
        using var run = new SmallRun();
        var stages = run.Execute(e).Stages;
        var outcome = stages.Get<RefinementStage>().Load();
        if (retrainingImages == 0)
            Assert.True(outcome.Losses.Sum() <= outcome.StartLosses.Sum());
        else
            Assert.InRange(outcome.Retrained, 0, e.Refinement.Finalists);
        Assert.InRange(outcome.Measurements, 2, e.Refinement.Measurements + 1);
        Assert.True(outcome.Assignments.SelectMany(a => a).Distinct().Count() <= e.N);

        var power = new AssignmentPower(run.Network, SmallRun.Library(signed: false));
        var points = stages.Get<RefinementStage>().Points();
        Assert.Equal(["save20", "save50"], points.Select(p => p.Name));
        foreach (var (p, point) in points.Index())
            Assert.True(power.Saving(point) >= e.TargetSavings[p] - 1e-9);
        Assert.Equal(points.Select(p => p.Name), stages.Get<JointStage>().Points.Select(p => p.Name));
    }

    [Fact]
    public void Without_measurements_the_points_are_the_selectors()
    {
        var e = Small.Experiment;
        using var run = new SmallRun();
        var stages = run.Execute(e with { Refinement = e.Refinement with { Measurements = 0 } }).Stages;
        Assert.Equal(
            stages.Get<SelectionStage>().Points().SelectMany(p => p.Assignment),
            stages.Get<RefinementStage>().Points().SelectMany(p => p.Assignment)
        );
        Assert.Equal(0, stages.Get<RefinementStage>().Load().Measurements);
    }

    [Fact]
    public void Points_asked_for_by_scales_save_at_least_what_the_selector_found()
    {
        var e = Small.Experiment with { TargetSavings = [], Scales = [0.5, 2] };
        using var run = new SmallRun();
        var stages = run.Execute(e).Stages;
        var power = new AssignmentPower(run.Network, SmallRun.Library(signed: false));
        foreach (var (before, after) in stages.Get<SelectionStage>().Points().Zip(stages.Get<RefinementStage>().Points()))
            Assert.True(power.Saving(after) >= power.Saving(before) - 1e-9);
    }

    [Fact]
    public void A_stopped_search_does_not_measure_again_what_it_measured()
    {
        var folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;
        var path = Path.Combine(folder, "measured.json");
        var first = new MeasuredLosses(path, "key");
        Assert.Equal([1.0, double.PositiveInfinity], first.Of("a", () => [1.0, double.PositiveInfinity]));
        first.Of("b", () => [2.0]);
        var again = new MeasuredLosses(path, "key");
        Assert.Equal([1.0, double.PositiveInfinity], again.Of("a", () => throw new InvalidOperationException("measured again")));
        Assert.Equal([2.0], again.Of("b", () => throw new InvalidOperationException("measured again")));
        Assert.Equal(2, again.Asked);
        Assert.Equal([3.0], new MeasuredLosses(path, "other key").Of("a", () => [3.0]));
        Directory.Delete(folder, recursive: true);
    }
}
