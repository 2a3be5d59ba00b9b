using System.Text.Json;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Learns the noise that each layer's output tolerates.</summary>
internal sealed class RobustnessStage(RunContext run, QuantizationStage quantized) : Stage(run, "robustness", quantized)
{
    private string StatePath => Folder["state.npz"];

    protected override string Inputs => JsonSerializer.Serialize(new { Run.Experiment.Robustness });

    /// <summary>Parameters of the search, among them σ under <see cref="LayerNoise.SigmaName"/>, and the curve.</summary>
    public (ParameterStore Parameters, IReadOnlyList<EpochResult> Curve) Load()
    {
        var parameters = new ParameterStore();
        return (parameters, StateFile.Load(StatePath, parameters));
    }

    protected override void Execute()
    {
        var options = Run.Experiment.Robustness;
        var (parameters, quantization, _) = quantized.Load();
        using var owned = parameters;
        var layers = Run.Network.Layers.Count;
        parameters.Add(LayerNoise.SigmaName, [.. Enumerable.Repeat((float)options.SigmaInitial, layers)], [layers], trains: true);
        var trained = Sgd.Choose(parameters, options.WeightDecay, _ => true)
            .Select(t => t.Name == LayerNoise.SigmaName ? t with { RateFactor = options.SigmaRate } : t);
        using var optimiser = new Sgd(parameters, options.Momentum, [.. trained]);
        using var noise = new LayerNoise(parameters);
        var pass = new ForwardPass(Run.Network, parameters) { Quantization = quantization, Noise = noise };
        var total = Run.Costs.Sum();
        var task = new NoiseTask(
            pass,
            noise,
            parameters,
            optimiser,
            options,
            [.. Run.Costs.Select(c => c / total)],
            Run.Data,
            Run.Cancel
        );
        var curve = Run.Loop(Name, options).Run(task, Checkpoint);
        StateFile.Save(StatePath, curve, parameters);
    }
}
