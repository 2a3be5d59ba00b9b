using System.Globalization;
using QosNets.Numerics;
using QosNets.Training.Experiments;
using QosNets.Training.Progress;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>What an epoch left for the training curves.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="Validation">Top-1 on the validation part, by the name of what was measured.</param>
internal sealed record EpochResult(int Epoch, double Loss, IReadOnlyDictionary<string, double> Validation);

/// <summary>What a stage trains, step by step.</summary>
internal interface ITrainingTask
{
    /// <summary>Everything that a checkpoint must hold.</summary>
    IReadOnlyList<ITrainingState> State { get; }

    /// <summary>Called before the first step of every epoch, also after a resume.</summary>
    void BeginEpoch(int epoch, ulong seed);

    /// <summary>Forward, backward and one step of the optimiser; returns the loss.</summary>
    /// <param name="images">Pixels/255 [b,C,H,W].</param>
    /// <param name="labels">Classes [b].</param>
    /// <param name="rate">Learning rate of this step.</param>
    /// <param name="progress">Share of all steps that lies behind, 0 up to but not 1.</param>
    double Step(Tensor images, Tensor labels, double rate, double progress);

    /// <summary>Top-1 on the validation part by name.</summary>
    IReadOnlyDictionary<string, double> Validate();
}

/// <summary>
/// Runs a task for its epochs, with a checkpoint after every one. All randomness comes from seeds of (seed, stage, epoch,
/// step), so a resumed run computes what an uninterrupted one does, to the bit, with the same number of threads.
/// </summary>
internal sealed class TrainingLoop(
    string stage,
    TrainingOptions options,
    int seed,
    TrainingData data,
    IRunProgress progress,
    CancellationToken cancel
)
{
    /// <summary>Trains and returns the curve.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="checkpoint">Holds its state after each epoch.</param>
    /// <param name="stop">Asked with the curve so far whether to leave the other epochs out; null for never.</param>
    public IReadOnlyList<EpochResult> Run(
        ITrainingTask task,
        Checkpoint checkpoint,
        Func<IReadOnlyList<EpochResult>, bool>? stop = null
    )
    {
        using var watchdog = new StepWatchdog(TimeProvider.System, progress.Note);
        var curve = checkpoint.TryLoad(task.State) is { } saved ? [.. saved] : new List<EpochResult>();
        for (var epoch = curve.Count; epoch < options.Epochs && stop?.Invoke(curve) != true; epoch++)
        {
            var loss = RunEpoch(task, epoch, watchdog);
            var result = new EpochResult(epoch + 1, loss, task.Validate());
            curve.Add(result);
            checkpoint.Save(task.State, curve);
            progress.Note(Describe(result));
        }
        return curve;
    }

    private double RunEpoch(ITrainingTask task, int epoch, StepWatchdog watchdog)
    {
        var order = data.EpochOrder(stage, seed, epoch, options.ImagesPerEpoch);
        // Whole batches only: the statistics of a small rest would move BatchNorm's averages as much as those of a whole batch.
        // Every pass over the training part has an order of its own, so that other images are left out each time.
        var steps = Math.Max(1, order.Length / options.Batch);
        var total = (double)steps * options.Epochs;
        task.BeginEpoch(epoch, Seed("epoch", epoch, 0));
        double sum = 0;
        for (var step = 0; step < steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            watchdog.Begin($"step {step + 1} of epoch {epoch + 1} of {stage}");
            using var scope = NewDisposeScope();
            var slice = order.AsSpan(step * options.Batch, Math.Min(options.Batch, order.Length - step * options.Batch));
            var (images, labels) = data.TrainingBatch(slice, Seed("augmentation", epoch, step));
            var done = epoch * (double)steps + step;
            var loss = task.Step(images, labels, Rate(epoch, done / total), done / total);
            if (!double.IsFinite(loss))
                throw new ExperimentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{stage}: the loss became {loss} in epoch {epoch + 1}, step {step + 1} at a learning rate of up to "
                            + $"{options.LearningRate}; lower [{Section}] learning_rate"
                    )
                );
            watchdog.End();
            sum += loss;
            progress.At(
                (done + 1) / total,
                string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}/{options.Epochs}, loss {sum / (step + 1):0.000}")
            );
        }
        return sum / steps;
    }

    // The exact network has no section of its own: it follows that of the points.
    private string Section => options is RetrainingOptions ? "retraining" : stage;

    private ulong Seed(string purpose, int epoch, int step) =>
        DeterministicRandom.Seed(DeterministicRandom.Seed((ulong)seed, $"{stage}/{purpose}"), (ulong)epoch, (ulong)step);

    private double Rate(int epoch, double at)
    {
        if (at < options.Warmup)
            return options.LearningRate * Math.Min(1, Math.Max(at, 1e-3) / options.Warmup);
        if (options.Schedule == LearningRateSchedule.Steps)
            return options.LearningRate * Math.Pow(0.1, options.Milestones.Count(m => epoch >= m));
        var phase = (at - options.Warmup) / (1 - options.Warmup);
        return options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * phase));
    }

    private string Describe(EpochResult r)
    {
        var measured = r.Validation.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:P2}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {r.Epoch}/{options.Epochs}: loss {r.Loss:0.0000}, validation top-1 {string.Join(", ", measured)}"
        );
    }
}
