using QosNets.Training.Experiments;
using QosNets.Training.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Stages;

/// <summary>
/// The robustness search (arXiv 2208.07265): cross-entropy − λ · Σ_l (c_l / Σ c) · min(|σ_l|, σ_max), with noise of
/// σ_l standard deviations on each layer's output.
/// </summary>
internal sealed class NoiseTask(
    ForwardPass pass,
    LayerNoise noise,
    ParameterStore parameters,
    Sgd optimiser,
    RobustnessOptions options,
    IReadOnlyList<double> costShares,
    TrainingData data,
    CancellationToken cancel
) : ITrainingTask
{
    public IReadOnlyList<ITrainingState> State { get; } = [parameters, optimiser];

    public void BeginEpoch(int epoch, ulong seed) => noise.Restart(seed);

    public double Step(Tensor images, Tensor labels, double rate, double progress)
    {
        pass.BatchStatistics = true;
        var shares = tensor(costShares.Select(c => (float)c).ToArray());
        var entropy = F.cross_entropy(pass.Run(images), labels);
        var reward = (noise.Sigma.abs().clamp_max(HeldScalars.Of(options.SigmaMax)) * shares).sum();
        (entropy - reward.Times(options.Lambda)).backward();
        optimiser.Step(rate);
        return HeldScalars.Item<float>(entropy);
    }

    public IReadOnlyDictionary<string, double> Validate() =>
        new Dictionary<string, double> { ["with noise"] = Evaluator.Measure(pass, data.Validation, cancel).Top1 };
}
