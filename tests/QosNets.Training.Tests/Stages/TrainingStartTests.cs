using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Pipeline;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Stages;

/// <summary>Where retraining begins: with tuned weights or without, with mean errors taken up or left.</summary>
[Collection(TorchCollection.Name)]
public sealed class TrainingStartTests
{
    private const int Limit = 300_000;

    // Nothing is trained, so what is delivered is where training would begin.
    private static readonly Experiment Untrained = Small.Experiment with
    {
        Retraining = Small.Experiment.Retraining with
        {
            Variant = RetrainingVariant.RecalibrateOnly,
            Collapse = 0,
            RepairDominated = false,
        },
    };

    [Fact(Timeout = Limit)]
    public async Task Weight_tuning_moves_the_weights_that_it_says_and_leaves_the_exact_network_alone()
    {
        await Task.Yield();
        var stop = TestContext.Current.CancellationToken;
        using var run = new SmallRun();
        var plain = run.Execute(Untrained, cancel: stop).Stages;
        var exact = plain.Get<ExactStage>().Key;
        Assert.Equal(0, Moved(plain));
        var (tuned, progress) = run.Execute(
            Untrained with
            {
                Retraining = Untrained.Retraining with { WeightTuning = true },
            },
            cancel: stop
        );
        Assert.Equal(exact, tuned.Get<ExactStage>().Key);
        var moved = Moved(tuned);
        Assert.InRange(moved, 1, int.MaxValue);
        Assert.Contains(progress.Notes, n => n.StartsWith($"weight tuning moved {moved} of ", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task Without_bias_correction_a_point_begins_with_the_parameters_of_quantisation_aware_training()
    {
        await Task.Yield();
        var stop = TestContext.Current.CancellationToken;
        using var run = new SmallRun();
        var stages = run.Execute(
            Untrained with
            {
                Retraining = Untrained.Retraining with { BiasCorrection = false },
            },
            cancel: stop
        ).Stages;
        Assert.True(SameStart(stages));
        Assert.False(SameStart(run.Execute(Untrained, cancel: stop).Stages));
    }

    private static int Moved(RunStages stages)
    {
        using var before = stages.Get<QuantizationStage>().Load().Parameters;
        using var after = stages.Get<JointStage>().Load();
        return before
            .Names.Where(n => n.EndsWith(".weight", StringComparison.Ordinal) && before[n].dim() > 1)
            .Sum(n => before.Values(n).Zip(after.Values(n)).Count(p => p.First != p.Second));
    }

    private static bool SameStart(RunStages stages)
    {
        using var before = stages.Get<QuantizationStage>().Load().Parameters;
        using var after = stages.Get<JointStage>().Load();
        var point = stages.Get<JointStage>().Points[0].Name + "/";
        return after
            .Names.Where(n => n.StartsWith(point, StringComparison.Ordinal) && before.Names.Contains(n[point.Length..]))
            .All(n => after.Values(n).SequenceEqual(before.Values(n[point.Length..])));
    }
}
