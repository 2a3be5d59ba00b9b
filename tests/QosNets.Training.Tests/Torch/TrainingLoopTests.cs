using QosNets.Archives;
using QosNets.Training.Experiments;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class TrainingLoopTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    private string CheckpointPath => Path.Combine(folder, "checkpoint.npz");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_cosine_starts_at_the_highest_rate_and_falls_to_nearly_nothing()
    {
        var rates = Rates(
            new TrainingOptions
            {
                Epochs = 4,
                Batch = 32,
                ImagesPerEpoch = 320,
                LearningRate = 0.2,
                Schedule = LearningRateSchedule.Cosine,
            }
        );
        Assert.Equal(40, rates.Count);
        Assert.Equal(0.2, rates[0], 1e-12);
        Assert.Equal(0.1, rates[20], 1e-12);
        Assert.InRange(rates[39], 1e-6, 0.001);
        Assert.Equal(rates.OrderDescending(), rates);
    }

    [Fact]
    public void Steps_divide_the_rate_by_ten_at_every_milestone()
    {
        var rates = Rates(
            new TrainingOptions
            {
                Epochs = 4,
                Batch = 160,
                ImagesPerEpoch = 320,
                LearningRate = 0.2,
                Schedule = LearningRateSchedule.Steps,
                Milestones = [1, 3],
            }
        );
        double[] expected = [0.2, 0.2, 0.02, 0.02, 0.02, 0.02, 0.002, 0.002];
        Assert.Equal(expected.Length, rates.Count);
        Assert.All(expected.Zip(rates), p => Assert.Equal(p.First, p.Second, 1e-12));
    }

    [Theory]
    [InlineData(nameof(LearningRateSchedule.Cosine), 0.5)]
    [InlineData(nameof(LearningRateSchedule.Steps), 0.5)]
    [InlineData(nameof(LearningRateSchedule.Cosine), 0.0005)]
    public void The_rate_rises_linearly_while_it_warms_up_and_never_above_the_highest(string scheduleName, double warmup)
    {
        var schedule = Enum.Parse<LearningRateSchedule>(scheduleName);
        var rates = Rates(
            new TrainingOptions
            {
                Epochs = 1,
                Batch = 32,
                ImagesPerEpoch = 320,
                LearningRate = 0.2,
                Schedule = schedule,
                Warmup = warmup,
            }
        );
        if (warmup == 0.5)
        {
            Assert.InRange(rates[0], 0, 0.001);
            Assert.Equal(0.04, rates[1], 1e-12);
            Assert.Equal(0.16, rates[4], 1e-12);
            Assert.Equal(0.2, rates[5], 1e-12);
        }
        Assert.InRange(rates.Max(), 0.1, 0.2);
    }

    [Fact]
    public void Epochs_of_few_images_walk_through_the_whole_training_part_before_they_repeat_one()
    {
        var set = Small.Images(train: 314);
        var data = new TrainingData(set.Train, 64, seed: 3, augmentation: null);
        var seen = Enumerable.Range(0, 5).SelectMany(e => data.EpochOrder("stage", 7, e, 100)).ToArray();
        Assert.Equal(data.Train.Order(), seen[..250].Order());
        Assert.Equal(data.Train.Order(), seen[250..].Order());
        Assert.NotEqual(seen[..250], seen[250..]);
        Assert.NotEqual(data.EpochOrder("stage", 7, 0, 100), data.EpochOrder("other", 7, 0, 100));
        Assert.NotEqual(data.EpochOrder("stage", 7, 0, 100), data.EpochOrder("stage", 8, 0, 100));
        Assert.Equal(data.Train.Order(), data.EpochOrder("stage", 7, 2, 0).Order());
    }

    [Theory]
    [InlineData("baseline", "[baseline] learning_rate")]
    [InlineData("exact", "[retraining] learning_rate")]
    public void A_loss_that_is_no_number_ends_the_run_with_one_line(string stage, string remedy)
    {
        var options =
            stage == "exact" ? new RetrainingOptions { Epochs = 2, Batch = 32 } : new TrainingOptions { Epochs = 2, Batch = 32 };
        var task = new RecordingTask { LossOf = step => step == 3 ? double.NaN : 1 };
        var e = Assert.Throws<ExperimentException>(() => Loop(stage, options).Run(task, Checkpoint("key")));
        Assert.Contains("epoch 1, step 4", e.Message);
        Assert.Contains(remedy, e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(4, task.Rates.Count);
    }

    [Fact]
    public void A_checkpoint_goes_on_after_its_last_finished_epoch()
    {
        var options = new TrainingOptions { Epochs = 3, Batch = 64 };
        var whole = new RecordingTask();
        Loop("baseline", options).Run(whole, Checkpoint("key"));
        File.Delete(CheckpointPath);

        using var source = new CancellationTokenSource();
        var first = new RecordingTask
        {
            LossOf = step =>
            {
                if (step == 9)
                    source.Cancel();
                return step;
            },
        };
        Assert.Throws<OperationCanceledException>(() => Loop("baseline", options, source.Token).Run(first, Checkpoint("key")));
        var second = new RecordingTask();
        var curve = Loop("baseline", options).Run(second, Checkpoint("key"));
        Assert.Equal([1, 2, 3], curve.Select(r => r.Epoch));
        // Seven steps make an epoch; the three of the broken one are done again.
        Assert.Equal(whole.Rates[7..], second.Rates);
        Assert.Equal(whole.Sums[7..], second.Sums);
    }

    [Fact]
    public void A_checkpoint_of_other_inputs_is_not_used()
    {
        var options = new TrainingOptions { Epochs = 2, Batch = 64 };
        Loop("baseline", options).Run(new RecordingTask(), Checkpoint("old"));
        var task = new RecordingTask();
        Assert.Null(Checkpoint("new").TryLoad(task.State));
        Loop("baseline", options).Run(task, Checkpoint("new"));
        Assert.Equal(14, task.Rates.Count);
        Assert.NotNull(Checkpoint("new").TryLoad(task.State));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(-1)]
    public void A_damaged_checkpoint_is_refused_with_one_line_that_says_how_to_go_on(int length)
    {
        Checkpoint("key").Save([], []);
        var bytes = File.ReadAllBytes(CheckpointPath);
        File.WriteAllBytes(CheckpointPath, bytes[..(length < 0 ? bytes.Length + length : length)]);
        var e = Assert.Throws<ArchiveException>(() =>
            Loop("baseline", new TrainingOptions()).Run(new RecordingTask(), Checkpoint("key"))
        );
        Assert.Contains(CheckpointPath, e.Message);
        Assert.Contains("delete it", e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.True(File.Exists(CheckpointPath));
    }

    private List<double> Rates(TrainingOptions options)
    {
        var task = new RecordingTask();
        Loop("baseline", options).Run(task, Checkpoint("key"));
        return task.Rates;
    }

    private static TrainingLoop Loop(string stage, TrainingOptions options, CancellationToken cancel = default)
    {
        var set = Small.Images();
        var data = new TrainingData(set.Train, 64, 1, new Data.Augmentation(true, 1, set.Mean));
        return new TrainingLoop(stage, options, 1, data, new SilentProgress(), cancel);
    }

    private Checkpoint Checkpoint(string key) => new(CheckpointPath, key, () => 1);

    /// <summary>Trains nothing, and keeps what the loop gave it.</summary>
    private sealed class RecordingTask : ITrainingTask
    {
        public Func<int, double> LossOf { get; init; } = _ => 1;

        public List<double> Rates { get; } = [];

        public List<float> Sums { get; } = [];

        public IReadOnlyList<ITrainingState> State => [];

        public void BeginEpoch(int epoch, ulong seed) { }

        public double Step(Tensor images, Tensor labels, double rate, double progress)
        {
            Rates.Add(rate);
            Sums.Add(images.sum().item<float>());
            return LossOf(Rates.Count - 1);
        }

        public IReadOnlyDictionary<string, double> Validate() => new Dictionary<string, double>();
    }
}
