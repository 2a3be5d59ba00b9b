using QosNets.Training.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Stages;

/// <summary>
/// Training of one network with cross-entropy: in float32, or fake-quantised with ranges that freeze on the way.
/// </summary>
internal sealed class NetworkTask(
    ForwardPass pass,
    ParameterStore parameters,
    Sgd optimiser,
    double freezeAfter,
    TrainingData data,
    CancellationToken cancel
) : ITrainingTask
{
    public IReadOnlyList<ITrainingState> State { get; } =
        pass.Quantization is { } q ? [parameters, optimiser, q] : [parameters, optimiser];

    public void BeginEpoch(int epoch, ulong seed) { }

    public double Step(Tensor images, Tensor labels, double rate, double progress)
    {
        if (progress >= freezeAfter)
            pass.Quantization?.Freeze();
        pass.BatchStatistics = true;
        pass.ObservesRanges = true;
        var loss = F.cross_entropy(pass.Run(images), labels);
        loss.backward();
        optimiser.Step(rate);
        return HeldScalars.Item<float>(loss);
    }

    public IReadOnlyDictionary<string, double> Validate()
    {
        pass.ObservesRanges = false;
        var name = pass.Quantization is null ? "float" : "qat";
        return new Dictionary<string, double> { [name] = Evaluator.Measure(pass, data.Validation, cancel).Top1 };
    }
}
