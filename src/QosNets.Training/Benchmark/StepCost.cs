using System.Diagnostics;
using QosNets.Data;
using QosNets.Measurement;
using QosNets.Networks;
using QosNets.Numerics;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Benchmark;

/// <summary>Times of training steps in seconds: medians over rounds in which each kind of step ran once.</summary>
/// <param name="Threads">Threads that were used.</param>
/// <param name="Batch">Images of one step.</param>
/// <param name="ObservingSeconds">A quantisation-aware step that still follows the ranges of activations and weights.</param>
/// <param name="QuantizedSeconds">A quantisation-aware step with frozen ranges: what a joint step does too, besides
/// emulation.</param>
/// <param name="JointSeconds">A joint retraining step of all points.</param>
/// <param name="Ratio"><paramref name="JointSeconds"/> / <paramref name="QuantizedSeconds"/>.</param>
/// <param name="Layers">The forward pass of every layer, one row for each multiplier that some point gives it.</param>
internal sealed record StepCostResult(
    int Threads,
    int Batch,
    double ObservingSeconds,
    double QuantizedSeconds,
    double JointSeconds,
    double Ratio,
    IReadOnlyList<LayerCost> Layers
);

/// <summary>
/// Times a joint retraining step of several operating points against an ordinary quantisation-aware step of the same
/// network, in one process and in turns, so that both see the same machine; and each layer's emulated forward pass
/// against the fake-quantised one.
/// </summary>
internal static class StepCost
{
    // Small, so that hundreds of steps on random labels do not diverge; not 0, since then the weights would stay the same.
    private const double Rate = 1e-4;

    /// <summary>Measures.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Hears the fraction of the steps done, 0..1; null when nobody listens.</param>
    /// <param name="cancel">Stops before the next step or layer.</param>
    /// <exception cref="ArgumentException">Points, images or numbers do not fit the network.</exception>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public static StepCostResult Measure(
        StepCostOptions options,
        Action<double>? progress = null,
        CancellationToken cancel = default
    )
    {
        Check(options);
        TorchLoader.Ensure();
        NativeMemory.KeepLargeBlocks();
        var threads = Threading.Use(options.Threads);
        var images = options.Images ?? RandomImages(options);
        var data = new TrainingData(images, 0, 1, null);
        using var scope = NewDisposeScope();
        var (x, y) = TrainingData.PlainBatch(images, [.. Enumerable.Range(0, options.Batch)]);

        using var observing = new TimedTraining(options, x);
        using var quantized = new TimedTraining(options, x);
        using var joint = new TimedTraining(options, x);
        ITrainingTask[] tasks =
        [
            observing.QuantizationAware(freezeAfter: 1, data),
            quantized.QuantizationAware(freezeAfter: 0, data),
            joint.Joint(data),
        ];
        var seconds = Rounds(tasks, options, x, y, progress, cancel);
        var layers = new LayerTimer(options, joint, x).Measure(cancel);
        return new StepCostResult(threads, options.Batch, seconds[0], seconds[1], seconds[2], seconds[2] / seconds[1], layers);
    }

    private static double[] Rounds(
        ITrainingTask[] tasks,
        StepCostOptions options,
        Tensor x,
        Tensor y,
        Action<double>? progress,
        CancellationToken cancel
    )
    {
        var times = new List<double>[tasks.Length];
        for (var t = 0; t < tasks.Length; t++)
            times[t] = [];
        for (var round = -options.WarmUp; round < options.Rounds; round++)
        {
            for (var t = 0; t < tasks.Length; t++)
            {
                cancel.ThrowIfCancellationRequested();
                var start = Stopwatch.GetTimestamp();
                using (NewDisposeScope())
                    tasks[t].Step(x, y, Rate, progress: 0);
                if (round >= 0)
                    times[t].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            progress?.Invoke((round + options.WarmUp + 1.0) / (options.WarmUp + options.Rounds));
        }
        return [.. times.Select(RoundTimes.MedianOf)];
    }

    private static ImageSet RandomImages(StepCostOptions options)
    {
        var shape = options.Network.Input.Shape;
        var random = new DeterministicRandom(1);
        var pixels = new byte[options.Batch * shape.Length];
        foreach (ref var pixel in pixels.AsSpan())
            pixel = (byte)random.NextInt(256);
        int[] labels = [.. Enumerable.Range(0, options.Batch).Select(i => i % options.Network.Classes)];
        return new ImageSet(pixels, labels, shape.Channels, shape.Height, shape.Width, mayBeAugmented: false);
    }

    private static string[] ClassNames(Network network) => [.. Enumerable.Range(0, network.Classes).Select(c => $"class {c}")];

    private static void Check(StepCostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Points.Count == 0 || options.Points.Select(p => p.Name).Distinct().Count() != options.Points.Count)
            throw new ArgumentException(
                "a step needs at least one operating point, and every point a name of its own",
                nameof(options)
            );
        var layers = options.Network.Layers.Count;
        foreach (var point in options.Points)
        {
            if (point.Assignment.Count != layers)
                throw new ArgumentException(
                    $"point {point.Name} has {point.Assignment.Count} multipliers, {options.Network.Name} has {layers} layers",
                    nameof(options)
                );
            if (point.Assignment.Any(m => m < 0 || m >= options.Library.Multipliers.Count))
                throw new ArgumentException(
                    $"point {point.Name} names a multiplier outside 0..{options.Library.Multipliers.Count - 1}",
                    nameof(options)
                );
        }
        if (options.Batch < 1 || options.Rounds < 1 || options.WarmUp < 0 || options.Threads < 0)
            throw new ArgumentException(
                $"batch {options.Batch} and rounds {options.Rounds} must be at least 1, warm-up {options.WarmUp} and threads "
                    + $"{options.Threads} at least 0",
                nameof(options)
            );
        var shape = options.Network.Input.Shape;
        if (
            options.Images is { } i
            && ((i.Channels, i.Height, i.Width) != (shape.Channels, shape.Height, shape.Width) || i.Count < options.Batch)
        )
            throw new ArgumentException(
                $"{i.Count} images of {i.Channels}×{i.Height}×{i.Width} where at least {options.Batch} of {shape} are needed",
                nameof(options)
            );
    }
}
