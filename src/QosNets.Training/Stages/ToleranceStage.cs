using QosNets.Networks;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of every <see cref="ToleranceStage"/>.</summary>
/// <param name="Quantized">The network whose tolerances are asked for.</param>
/// <param name="Network">Its graph.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Seed">Seed of the run.</param>
internal abstract record ToleranceInputs(QuantizationStage Quantized, Keyed<Network> Network, Keyed<TrainingData> Data, int Seed);

/// <summary>Finds how much noise each layer's output bears. A run has one of these stages.</summary>
internal abstract class ToleranceStage(string name, int revision, ToleranceInputs inputs)
    : Stage<ToleranceInputs>(name, revision, inputs)
{
    /// <summary>The weights to which the tolerances belong.</summary>
    public abstract ParameterStore Load();

    /// <summary>σ of each layer, in deviations of its centred accumulator.</summary>
    public abstract float[] Sigmas();
}
