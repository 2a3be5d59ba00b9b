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

    private readonly Dictionary<string, double> known = [];

    /// <summary>Validation top-1 of an assignment.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public double Measure(PointPlan plan, CancellationToken cancel)
    {
        var key = string.Join(' ', plan.Assignment);
        if (known.TryGetValue(key, out var top1))
            return top1;
        var (parameters, quantization) = quantized.Load();
        using var owned = parameters;
        parameters.AddPoint(network, plan.Name);
        var pass = plan.Pass(network, library, correction, parameters, quantization);
        var images = data.Sample("recalibration", seed, RecalibrationImages);
        new StatisticsEstimator(network, parameters, data.Images, images).Reestimate(pass, shiftBiases: true, cancel);
        return known[key] = Evaluator.Measure(pass, data.Validation, cancel, Images).Top1;
    }
}
