using QosNets.Archives;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Pipeline;

[Collection(TorchCollection.Name)]
public sealed class ResumeTests
{
    private static readonly Lazy<Dictionary<string, byte[]>> Undisturbed = new(() => Whole(Small.Experiment));

    private static readonly Lazy<Dictionary<string, byte[]>> UndisturbedNoiseSearch = new(() => Whole(Small.WithNoiseSearch));

    private static Dictionary<string, byte[]> Whole(Experiment experiment)
    {
        using var run = new SmallRun();
        run.Execute(experiment);
        return run.Artefacts();
    }

    [Fact]
    public void A_run_that_is_stopped_again_and_again_leaves_the_bytes_of_an_undisturbed_one()
    {
        // With two threads, which every step shares out anew.
        var experiment = Small.Experiment with
        {
            Threads = 2,
        };
        using var whole = new SmallRun();
        whole.Execute(experiment);
        var expected = whole.Artefacts();

        using var disturbed = new SmallRun();
        var stopped = 0;
        // Every session gets a little further than an epoch of the longest stage; how far changes, so it stops in all places.
        for (var session = 0; ; session++)
        {
            Assert.True(session < 100, "the run does not come to its end");
            using var source = new CancellationTokenSource();
            var limit = 13 + 3 * (session % 4);
            try
            {
                disturbed.Execute(
                    experiment,
                    onReport: n =>
                    {
                        if (n == limit)
                            source.Cancel();
                    },
                    cancel: source.Token
                );
                break;
            }
            catch (OperationCanceledException)
            {
                stopped++;
            }
        }
        Assert.InRange(stopped, 4, 100);
        Assert.All(
            disturbed.Artefacts(),
            a => Assert.True(expected[a.Key].SequenceEqual(a.Value), $"{a.Key} differs after {stopped} stops")
        );
    }

    [Theory]
    [InlineData("baseline")]
    [InlineData("quantization")]
    [InlineData("robustness")]
    [InlineData("exact")]
    [InlineData("retraining")]
    public void Every_stage_that_trains_goes_on_in_its_second_epoch_to_the_same_bytes(string stage)
    {
        var experiment = stage == "robustness" ? Small.WithNoiseSearch : Small.Experiment;
        var undisturbed = stage == "robustness" ? UndisturbedNoiseSearch.Value : Undisturbed.Value;
        using var disturbed = new SmallRun();
        using var source = new CancellationTokenSource();
        var checkpoint = Path.Combine(disturbed.Folder, stage, "checkpoint.npz");
        Assert.Throws<OperationCanceledException>(() =>
            disturbed.Execute(
                experiment,
                onReport: _ =>
                {
                    if (File.Exists(checkpoint))
                        source.Cancel();
                },
                cancel: source.Token
            )
        );
        Assert.True(File.Exists(checkpoint));
        disturbed.Execute(experiment);
        Assert.False(File.Exists(checkpoint));
        Assert.All(disturbed.Artefacts(), a => Assert.True(undisturbed[a.Key].SequenceEqual(a.Value), $"{a.Key} differs"));
    }

    [Fact]
    public void A_damaged_checkpoint_stops_the_run_and_without_it_the_result_is_the_same()
    {
        using var run = new SmallRun();
        using var source = new CancellationTokenSource();
        var checkpoint = Path.Combine(run.Folder, "quantization", "checkpoint.npz");
        Assert.Throws<OperationCanceledException>(() =>
            run.Execute(
                Small.Experiment,
                onReport: _ =>
                {
                    if (File.Exists(checkpoint))
                        source.Cancel();
                },
                cancel: source.Token
            )
        );
        var bytes = File.ReadAllBytes(checkpoint);
        File.WriteAllBytes(checkpoint, bytes[..(bytes.Length / 2)]);
        var e = Assert.Throws<ArchiveException>(() => run.Execute(Small.Experiment));
        Assert.Contains(checkpoint, e.Message);
        File.Delete(checkpoint);
        run.Execute(Small.Experiment);
        Assert.Equal(Undisturbed.Value["bundle/points.qosnet"], run.Artefacts()["bundle/points.qosnet"]);
    }

    [Fact]
    public void A_changed_option_runs_the_stages_again_that_read_it_and_no_others()
    {
        using var run = new SmallRun();
        string[] all =
        [
            "baseline",
            "quantization",
            "sensitivity",
            "profile",
            "errors",
            "selection",
            "refinement",
            "exact",
            "retraining",
            "validation",
            "baselines",
            "bundle",
            "evaluation",
        ];
        var e = Small.Experiment;
        Assert.Equal(all, run.Execute(e).Progress.Ran);
        Assert.Equal(all, run.Execute(e).Progress.Reused);

        e = e with { Report = e.Report with { SweepPoints = 1 } };
        Assert.Equal(["validation"], run.Execute(e).Progress.Ran);
        e = e with { TargetSavings = [0.3] };
        Assert.Equal(
            ["selection", "refinement", "retraining", "validation", "baselines", "bundle", "evaluation"],
            run.Execute(e).Progress.Ran
        );
        e = e with { Retraining = e.Retraining with { Epochs = 1 } };
        Assert.Equal(["exact", "retraining", "bundle", "evaluation"], run.Execute(e).Progress.Ran);
        e = e with { Refinement = e.Refinement with { Measurements = 0 } };
        Assert.Equal(["refinement", "retraining", "baselines", "bundle", "evaluation"], run.Execute(e).Progress.Ran);
        e = e with { Sensitivity = e.Sensitivity with { Rise = 0.2 } };
        Assert.Equal(
            [
                "sensitivity",
                "profile",
                "errors",
                "selection",
                "refinement",
                "retraining",
                "validation",
                "baselines",
                "bundle",
                "evaluation",
            ],
            run.Execute(e).Progress.Ran
        );
        e = e with { Selection = e.Selection with { Tolerances = ToleranceSource.NoiseSearch } };
        Assert.Equal(
            [
                "robustness",
                "profile",
                "errors",
                "selection",
                "refinement",
                "retraining",
                "validation",
                "baselines",
                "bundle",
                "evaluation",
            ],
            run.Execute(e).Progress.Ran
        );
        // The name is only that of the bundle's copy in the run's folder.
        e = e with
        {
            Name = "other",
        };
        Assert.Empty(run.Execute(e).Progress.Ran);
        e = e with { Seed = 2, Selection = e.Selection with { Tolerances = ToleranceSource.Sensitivity } };
        Assert.Equal(all, run.Execute(e).Progress.Ran);
    }

    [Fact]
    public void Artefacts_that_a_stopped_run_began_to_replace_do_not_count_as_finished_for_the_old_options()
    {
        var path = Directory.CreateTempSubdirectory("qosnets-test-").FullName;
        var old = new StageFolder(path, "old");
        old.Prepare();
        old.Finish(3);
        Assert.Equal(3, old.FinishedSeconds());
        Assert.Null(new StageFolder(path, "new").FinishedSeconds());
        new StageFolder(path, "new").Prepare();
        Assert.Null(new StageFolder(path, "old").FinishedSeconds());
        Directory.Delete(path, recursive: true);
    }
}
