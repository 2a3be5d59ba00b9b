using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Torch;

namespace QosNets.Training.Pipeline;

/// <summary>What every stage of a run works with.</summary>
internal sealed record RunContext(
    Experiment Experiment,
    TrainingData Data,
    Network Network,
    MultiplierLibrary Library,
    IReadOnlyList<double> RelativePowers,
    int Threads,
    IRunProgress Progress,
    CancellationToken Cancel
)
{
    /// <summary>Multiplications of each layer, c_l.</summary>
    public IReadOnlyList<double> Costs { get; } = [.. Network.Layers.Select(l => (double)l.Geometry.Multiplications)];

    /// <summary>The training loop of a stage.</summary>
    public TrainingLoop Loop(string stage, TrainingOptions options) =>
        new(stage, options, Experiment.Seed, Data, Progress, Cancel);

    /// <summary>Quantisation state with the experiment's options.</summary>
    public QuantizationState NewQuantization() => new(Network, Experiment.Quantization, Library.Signed);

    /// <summary>The first of the training images, unaugmented and in seeded order, for statistics.</summary>
    public int[] Sample(string purpose, int count) => Data.EpochOrder(purpose, Experiment.Seed, 0, count);
}
