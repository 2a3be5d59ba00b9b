using QosNets.Multipliers;
using QosNets.Training.Experiments;
using QosNets.Training.Report;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Pipeline;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Stages;

[Collection(TorchCollection.Name)]
public sealed class BaselinesTests
{
    private static readonly MultiplierLibrary Library = new(
        "exact and approximate",
        [
            .. ((string[])["mul8u_1JFF", "mul8u_2P7", "mul8u_DM1", "mul8u_18DU"]).Select(n =>
                Small.Unsigned.Multipliers[Small.Unsigned.IndexOf(n)]
            ),
            Narrow(6, 0.2),
            Narrow(4, 0.1),
        ]
    );

    [Theory]
    [InlineData(nameof(BaselineTraining.Recalibrated))]
    [InlineData(nameof(BaselineTraining.Retrained))]
    public void Every_baseline_saves_what_it_was_asked_for_by_its_own_rule(string trainingName)
    {
        var training = Enum.Parse<BaselineTraining>(trainingName);
        using var run = new SmallRun();
        // No exact multiplier of the library saves 80 %.
        var experiment = Small.Experiment with
        {
            TargetSavings = [0.2, 0.5, 0.8],
            Report = new ReportOptions { SweepPoints = 1, Baselines = training },
        };
        var (stages, _) = run.Execute(experiment, library: Library);
        var context = run.Context(experiment, Library);
        var families = stages.Get<BaselinesStage>().Load().ToDictionary(f => f.Name);
        Assert.Equal(["save20", "save50"], families[BaselineChoice.ExactNarrow].Points.Select(p => p.Name));
        Assert.All(
            families[BaselineChoice.ExactNarrow].Points,
            p => Assert.All(p.Assignment, m => Assert.True(Library.Multipliers[m].Native.IsExact))
        );
        Assert.All(families[BaselineChoice.Single].Points, p => Assert.Single(p.Assignment.Distinct()));
        Assert.Equal(
            stages.Get<RefinementStage>().Points().Select(p => p.Name),
            families[BaselineChoice.Own].Plans.Select(p => p.Name)
        );
        foreach (var name in (string[])[BaselineChoice.ExactNarrow, BaselineChoice.Single])
        {
            Assert.True(families[name].Points.SelectMany(p => p.Assignment).Distinct().Count() <= experiment.N + 1);
            foreach (var (plan, target) in families[name].Plans.Zip(experiment.TargetSavings))
                Assert.InRange(context.Power.Saving(plan), target, 1);
        }

        var results = BaselineResults.Of(context, stages);
        Assert.Equal(training == BaselineTraining.Retrained, results.Any(b => b.Retrained));
        Assert.All(results.SelectMany(b => b.Points), p => Assert.InRange(p.ValidationTop1, 0, 1));
        Assert.All(results, b => Assert.All(b.Points, p => Assert.Equal(b.Retrained, p.Top1 is not null)));
        if (training == BaselineTraining.Recalibrated)
            return;
        Assert.Equal(families.Keys.Where(n => n != BaselineChoice.Own), results.Where(b => b.Retrained).Select(b => b.Name));
        var exact = stages.Get<EvaluationStage>().Load().Exact.Top1;
        foreach (var point in results.Where(b => b.Retrained).SelectMany(b => b.Points))
            Assert.Equal(exact - point.Top1!.Value, point.Loss!.Value, 1e-12);
        // Once is enough.
        Assert.Contains("baseline-training", run.Execute(experiment, library: Library).Progress.Reused);
    }

    [Fact]
    public void Without_exact_multipliers_that_are_narrow_there_is_no_such_baseline()
    {
        using var run = new SmallRun();
        var (stages, _) = run.Execute(Small.Experiment);
        Assert.DoesNotContain(stages.Get<BaselinesStage>().Load(), f => f.Name == BaselineChoice.ExactNarrow);
    }

    private static Multiplier Narrow(int bits, double power)
    {
        var widths = new OperandWidths(8, bits);
        var native = new NativeTable(
            [.. Enumerable.Range(0, widths.Pairs).Select(i => (i >> bits) * (i & ((1 << bits) - 1)))],
            widths,
            false
        );
        return new Multiplier($"exact8x{bits}", native.ToTruthTable(), power) { Widths = widths };
    }
}
