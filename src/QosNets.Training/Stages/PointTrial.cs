using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Numerics;
using QosNets.Training.Experiments;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Stages;

/// <summary>
/// Tries operating points before anybody decides on them: on the validation part, from the weights of quantisation-aware
/// training, with statistics re-estimated from training images.
/// </summary>
/// <param name="quantized">Weights and quantisers.</param>
/// <param name="network">The network.</param>
/// <param name="data">Training and validation part.</param>
/// <param name="library">The multipliers.</param>
/// <param name="correction">Whether layers subtract the error's expectation given the activation.</param>
/// <param name="seed">Seed of the run.</param>
internal sealed class PointTrial(
    QuantizationStage quantized,
    Network network,
    TrainingData data,
    MultiplierLibrary library,
    bool correction,
    int seed
)
{
    /// <summary>Training images from which statistics are re-estimated.</summary>
    public int StatisticsImages { get; init; } = 512;

    /// <summary>Validation images that are measured, the first ones.</summary>
    public int ValidationImages { get; init; } = int.MaxValue;

    /// <summary>How a point does without training.</summary>
    public Accuracy Recalibrated(PointPlan plan, CancellationToken cancel) => Measure([plan], null, 0, cancel)[0];

    /// <summary>How points do after a short training together, whose rate falls to 0 as a cosine.</summary>
    /// <param name="plans">The points.</param>
    /// <param name="options">Batch, learning rate, momentum, weight decay and variant.</param>
    /// <param name="images">Training images to see, at least one.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<Accuracy> Retrained(
        IReadOnlyList<PointPlan> plans,
        RetrainingOptions options,
        int images,
        CancellationToken cancel
    ) => Measure(plans, options, images, cancel);

    private Accuracy[] Measure(IReadOnlyList<PointPlan> plans, RetrainingOptions? options, int images, CancellationToken cancel)
    {
        var (parameters, quantization) = quantized.Load();
        using var owned = parameters;
        foreach (var plan in plans)
            parameters.AddPoint(network, plan.Name);
        var passes = plans.Select(p => p.Pass(network, library, correction, parameters, quantization)).ToList();
        var sample = data.Sample("recalibration", seed, StatisticsImages);
        var statistics = new StatisticsEstimator(network, parameters, data.Images, sample);
        passes.ForEach(p => statistics.Reestimate(p, shiftBiases: true, cancel));
        if (options is not null)
        {
            Train(plans, passes, parameters, options, images, cancel);
            passes.ForEach(p => statistics.Reestimate(p, shiftBiases: false, cancel));
        }
        return [.. passes.Select(p => Evaluator.Measure(p, data.Validation, cancel, ValidationImages))];
    }

    private void Train(
        IReadOnlyList<PointPlan> plans,
        IReadOnlyList<ForwardPass> passes,
        ParameterStore parameters,
        RetrainingOptions options,
        int images,
        CancellationToken cancel
    )
    {
        const string Purpose = "trial";
        var ownOnly = options.Variant == RetrainingVariant.BatchNormOnly;
        using var optimiser = new Sgd(
            parameters,
            options.Momentum,
            RetrainingStage.TrainedBy(parameters, plans, options.WeightDecay, ownOnly)
        );
        using var teacher = options.Distillation > 0 ? new Teacher(network, quantized.Load(), options) : null;
        var task = new PointsTask(passes, parameters, optimiser, data, cancel, teacher);
        var order = data.EpochOrder(Purpose, seed, 0, images);
        var batch = Math.Min(options.Batch, order.Length);
        var steps = order.Length / batch;
        for (var step = 0; step < steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var chance = DeterministicRandom.Seed(DeterministicRandom.Seed((ulong)seed, Purpose), (ulong)step);
            var (x, y) = data.TrainingBatch(order.AsSpan(step * batch, batch), chance);
            var done = step / (double)steps;
            task.Step(x, y, options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * done)), done);
        }
    }
}
