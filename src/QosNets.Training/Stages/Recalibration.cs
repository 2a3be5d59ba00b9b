using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>
/// What recalibration alone gives: statistics re-estimated on training images, no training, measured on a part of the validation
/// images. An assignment is measured once.
/// </summary>
internal sealed class Recalibration(
    QuantizationStage quantized,
    Network network,
    TrainingData data,
    MultiplierLibrary library,
    int seed,
    bool correction
)
{
    private const int Images = 2000;
    private const int RecalibrationImages = 1024;

    private readonly PointTrial trial = new(quantized, network, data, library, correction, seed)
    {
        StatisticsImages = RecalibrationImages,
        ValidationImages = Images,
    };
    private readonly Dictionary<string, double> known = [];

    /// <summary>Validation top-1 of an assignment.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public double Measure(PointPlan plan, CancellationToken cancel)
    {
        var key = string.Join(' ', plan.Assignment);
        if (!known.TryGetValue(key, out var top1))
            known[key] = top1 = trial.Recalibrated(plan, cancel).Top1;
        return top1;
    }
}
