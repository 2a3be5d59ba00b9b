using QosNets.Training.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Stages;

/// <summary>
/// Joint retraining of operating points (arXiv 2410.07762): every batch goes through every point, forward with the
/// products of its multipliers and backward with exact ones; the gradients, divided by the number of points, are summed
/// before one step moves the shared weights and the own parameters of all points.
/// </summary>
internal sealed class PointsTask(
    IReadOnlyList<ForwardPass> points,
    ParameterStore parameters,
    Sgd optimiser,
    TrainingData data,
    CancellationToken cancel,
    Teacher? teacher = null
) : ITrainingTask
{
    private readonly SharedBatch shared = new(points[0].Network);

    public IReadOnlyList<ITrainingState> State { get; } = [parameters, optimiser];

    /// <summary>The first point whose loss was no finite number; null while there is none.</summary>
    public string? Diverged { get; private set; }

    public void BeginEpoch(int epoch, ulong seed) { }

    public double Step(Tensor images, Tensor labels, double rate, double progress)
    {
        double total = 0;
        try
        {
            var answers = teacher?.Answers(images);
            foreach (var point in points)
            {
                using var scope = NewDisposeScope();
                point.BatchStatistics = true;
                var logits = point.Run(images, shared);
                var whole = answers is null ? F.cross_entropy(logits, labels) : teacher!.Loss(logits, labels, answers);
                var loss = whole.Over(points.Count);
                loss.backward();
                var value = HeldScalars.Item<float>(loss);
                if (!float.IsFinite(value))
                    Diverged ??= point.Point;
                total += value;
            }
        }
        finally
        {
            shared.Clear();
        }
        optimiser.Step(rate);
        return total;
    }

    public IReadOnlyDictionary<string, double> Validate() =>
        points.ToDictionary(p => p.Point!, p => Evaluator.Measure(p, data.Validation, cancel).Top1);
}
