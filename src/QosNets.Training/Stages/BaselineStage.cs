using System.Text.Json;
using QosNets.Numerics;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Trains the network in float32.</summary>
internal sealed class BaselineStage(RunContext run, string dataFingerprint) : Stage(run, "baseline")
{
    private string StatePath => Folder["state.npz"];

    protected override string Inputs
    {
        get
        {
            var e = Run.Experiment;
            return JsonSerializer.Serialize(
                new
                {
                    e.Network,
                    e.Dataset,
                    dataFingerprint,
                    e.Seed,
                    Run.Threads,
                    e.Validation,
                    e.Augmentation,
                    e.Baseline,
                }
            );
        }
    }

    /// <summary>The trained parameters and the curve.</summary>
    public (ParameterStore Parameters, IReadOnlyList<EpochResult> Curve) Load()
    {
        var parameters = new ParameterStore();
        return (parameters, StateFile.Load(StatePath, parameters));
    }

    protected override void Execute()
    {
        var options = Run.Experiment.Baseline;
        using var parameters = ParameterStore.Initialize(
            Run.Network,
            DeterministicRandom.Seed((ulong)Run.Experiment.Seed, "initial weights")
        );
        using var optimiser = new Sgd(parameters, options.Momentum, Sgd.Choose(parameters, options.WeightDecay, _ => true));
        var pass = new ForwardPass(Run.Network, parameters);
        var task = new NetworkTask(pass, parameters, optimiser, freezeAfter: 1, Run.Data, Run.Cancel);
        var curve = Run.Loop(Name, options).Run(task, Checkpoint);
        StateFile.Save(StatePath, curve, parameters);
    }
}
