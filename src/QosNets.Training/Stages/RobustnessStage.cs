using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of <see cref="RobustnessStage"/>.</summary>
/// <param name="Quantized">Where the search begins.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">The search.</param>
internal sealed record RobustnessInputs(
    QuantizationStage Quantized,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    int Seed,
    RobustnessOptions Options
) : ToleranceInputs(Quantized, Network, Data, Seed);

/// <summary>Learns the noise that each layer's output tolerates.</summary>
internal sealed class RobustnessStage(RobustnessInputs inputs) : ToleranceStage("robustness", 1, inputs), ITrainingStage
{
    private string StatePath => Folder["state.npz"];

    /// <summary>Parameters of the search, among them σ under <see cref="LayerNoise.SigmaName"/>.</summary>
    public override ParameterStore Load()
    {
        var parameters = new ParameterStore();
        StateFile.Load(StatePath, parameters);
        return parameters;
    }

    /// <inheritdoc/>
    public override float[] Sigmas()
    {
        using var parameters = Load();
        return parameters.Values(LayerNoise.SigmaName);
    }

    /// <inheritdoc/>
    public IReadOnlyList<EpochResult> Curve() => StateFile.Load(StatePath);

    protected override void Execute(StageWork work)
    {
        var (network, data, options) = (Inputs.Network.Value, Inputs.Data.Value, inputs.Options);
        var (parameters, quantization) = Inputs.Quantized.Load();
        using var owned = parameters;
        var layers = network.Layers.Count;
        parameters.Add(LayerNoise.SigmaName, [.. Enumerable.Repeat((float)options.SigmaInitial, layers)], [layers], trains: true);
        var trained = Sgd.Choose(parameters, options.WeightDecay, _ => true)
            .Select(t => t.Name == LayerNoise.SigmaName ? t with { RateFactor = options.SigmaRate } : t);
        using var optimiser = new Sgd(parameters, options.Momentum, [.. trained]);
        using var noise = new LayerNoise(parameters);
        var pass = new ForwardPass(network, parameters) { Quantization = quantization, Noise = noise };
        double[] costs = [.. network.Layers.Select(l => (double)l.Geometry.Multiplications)];
        var total = costs.Sum();
        double[] shares = [.. costs.Select(c => c / total)];
        var task = new NoiseTask(pass, noise, parameters, optimiser, options, shares, data, work.Cancel);
        var loop = new TrainingLoop(Name, options, Inputs.Seed, data, work.Progress, work.Cancel);
        StateFile.Save(StatePath, loop.Run(task, work.Checkpoint), parameters);
    }
}
