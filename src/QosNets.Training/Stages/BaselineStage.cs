using QosNets.Networks;
using QosNets.Numerics;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of <see cref="BaselineStage"/>.</summary>
/// <param name="Network">The network.</param>
/// <param name="Start">What the network begins with, where it comes from a file.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Threads">Threads of the run: sums of floats depend on their number, here and in all later stages.</param>
/// <param name="Options">The training.</param>
internal sealed record BaselineInputs(
    Keyed<Network> Network,
    Keyed<NetworkStart> Start,
    Keyed<TrainingData> Data,
    int Seed,
    int Threads,
    TrainingOptions Options
);

/// <summary>Trains the network in float32, from random parameters or those of a file.</summary>
internal sealed class BaselineStage(BaselineInputs inputs) : Stage<BaselineInputs>("baseline", 1, inputs), ITrainingStage
{
    // A new classifier behind trained layers: what it says by chance must not reach their weights through large gradients.
    private const float NewLayerScale = 1f / 16;

    private string StatePath => Folder["state.npz"];

    /// <summary>The trained parameters.</summary>
    public ParameterStore Load()
    {
        var parameters = new ParameterStore();
        StateFile.Load(StatePath, parameters);
        return parameters;
    }

    /// <inheritdoc/>
    public IReadOnlyList<EpochResult> Curve() => StateFile.Load(StatePath);

    protected override void Execute(StageWork work)
    {
        var (network, data, options) = (Inputs.Network.Value, Inputs.Data.Value, Inputs.Options);
        using var parameters = ParameterStore.Initialize(
            network,
            DeterministicRandom.Seed((ulong)Inputs.Seed, "initial weights")
        );
        BeginWith(Inputs.Start.Value, network, parameters);
        using var optimiser = new Sgd(parameters, options.Momentum, Sgd.Choose(parameters, options.WeightDecay, _ => true));
        var pass = new ForwardPass(network, parameters);
        var task = new NetworkTask(pass, parameters, optimiser, freezeAfter: 1, data, work.Cancel);
        var loop = new TrainingLoop(Name, options, Inputs.Seed, data, work.Progress, work.Cancel);
        StateFile.Save(StatePath, loop.Run(task, work.Checkpoint), parameters);
    }

    private static void BeginWith(NetworkStart start, Network network, ParameterStore parameters)
    {
        foreach (var name in parameters.Names.Where(start.Parameters.ContainsKey).ToArray())
            parameters.Set(name, start.Parameters[name]);
        if (start.Parameters.Count == 0)
            return;
        foreach (var name in network.Layers.Select(l => $"{l.Name}.weight").Where(n => !start.Parameters.ContainsKey(n)))
            parameters.Set(name, Array.ConvertAll(parameters.Values(name), value => NewLayerScale * value));
    }
}
