using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Pipeline;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Stages;

/// <summary>Runs whose cheapest multiplier is a constant: it costs next to nothing and says nothing.</summary>
[Collection(TorchCollection.Name)]
public sealed class CollapseTests
{
    private const int Limit = 300_000;

    private static readonly MultiplierLibrary WithConstant = new(
        "with a constant",
        [
            .. ((string[])["mul8u_1JFF", "mul8u_2P7", "mul8u_DM1"]).Select(n =>
                Small.Unsigned.Multipliers[Small.Unsigned.IndexOf(n)]
            ),
            new Multiplier("constant", new TruthTable(new int[TruthTable.Length], signed: false), 0.0001),
        ]
    );

    // Only the constant saves so much.
    private static readonly Experiment Hopeless = Small.Experiment with
    {
        N = 3,
        TargetSavings = [0.2, 0.99],
        Baseline = Small.Experiment.Baseline with { Epochs = 6 },
        Selection = new SelectionOptions { AllowUninformative = true },
        Refinement = new RefinementOptions { Measurements = 0 },
    };

    [Fact(Timeout = Limit)]
    public async Task A_hopeless_point_is_left_out_and_the_others_are_what_they_were_without_it()
    {
        await Task.Yield();
        var stop = TestContext.Current.CancellationToken;
        using var run = new SmallRun();
        var (stages, progress) = run.Execute(Hopeless, library: WithConstant, cancel: stop);
        var joint = stages.Get<JointStage>();
        Assert.Equal(["save20"], joint.Points.Select(p => p.Name));
        Assert.Equal(PointTraining.Hopeless, joint.Outcome().All[1].Training);
        Assert.Contains(progress.Notes, n => n.StartsWith("save99 hardly does better than guessing", StringComparison.Ordinal));
        Assert.Contains(progress.Notes, n => n.Contains("left out", StringComparison.Ordinal));
        var bundle = Bundle.Load(stages.Get<BundleStage>().BundlePath);
        Assert.Equal(["save20"], bundle.Points.Select(p => p.Name));
        Assert.Equal(["save20"], joint.Curve()[^1].Validation.Keys);
        using (var parameters = joint.Load())
            Assert.DoesNotContain(parameters.Names, n => n.StartsWith("save99", StringComparison.Ordinal));

        using var alone = new SmallRun();
        var without = alone.Execute(Hopeless with { TargetSavings = [0.2] }, library: WithConstant, cancel: stop).Stages;
        Assert.Equal(joint.Points[0].Assignment, without.Get<JointStage>().Points[0].Assignment);
        Assert.Equal(
            Bundle.Load(without.Get<BundleStage>().BundlePath).Points[0].Parameters.Values,
            bundle.Points[0].Parameters.Values
        );
    }

    [Fact(Timeout = Limit)]
    public async Task When_all_points_are_hopeless_the_run_ends_in_one_line_that_says_so_also_when_it_is_called_again()
    {
        await Task.Yield();
        var stop = TestContext.Current.CancellationToken;
        using var run = new SmallRun();
        for (var call = 0; call < 2; call++)
        {
            var error = Assert.Throws<ExperimentException>(() =>
                run.Execute(Hopeless with { TargetSavings = [0.99] }, library: WithConstant, cancel: stop)
            );
            Assert.StartsWith("all operating points have collapsed: the best, save99, has a validation top-1 of", error.Message);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task A_run_with_a_hopeless_point_that_is_stopped_again_and_again_leaves_the_same_bytes()
    {
        await Task.Yield();
        var stop = TestContext.Current.CancellationToken;
        using var whole = new SmallRun();
        whole.Execute(Hopeless, library: WithConstant, cancel: stop);
        var expected = whole.Artefacts();
        using var disturbed = new SmallRun();
        var stopped = 0;
        for (var ended = false; !ended; )
        {
            Assert.True(stopped < 100, "the run does not come to its end");
            using var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var limit = 15 + 3 * (stopped % 4);
            try
            {
                disturbed.Execute(
                    Hopeless,
                    onReport: n =>
                    {
                        if (n == limit)
                            source.Cancel();
                    },
                    library: WithConstant,
                    cancel: source.Token
                );
                ended = true;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                stopped++;
            }
        }
        Assert.True(stopped >= 4);
        Assert.All(disturbed.Artefacts(), a => Assert.True(expected[a.Key].SequenceEqual(a.Value), $"{a.Key} differs"));
    }

    [Theory(Timeout = Limit)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_multiplier_without_information_is_a_candidate_only_when_asked_for(bool allowed)
    {
        await Task.Yield();
        var stop = TestContext.Current.CancellationToken;
        using var run = new SmallRun();
        // The constant would be the cheapest good-enough one at a scale so wide.
        var experiment = Small.Experiment with
        {
            TargetSavings = [],
            Scales = [1e6],
            Selection = new SelectionOptions { AllowUninformative = allowed },
            Retraining = Small.Experiment.Retraining with { Collapse = 0 },
        };
        var stages = run.Execute(experiment, library: WithConstant, cancel: stop).Stages;
        var constant = WithConstant.IndexOf("constant");
        var assignment = stages.Get<SelectionStage>().Points()[0].Assignment;
        Assert.All(assignment, m => Assert.Equal(allowed, m == constant));
    }
}
