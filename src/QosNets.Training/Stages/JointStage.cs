using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of <see cref="JointStage"/>.</summary>
/// <param name="Quantized">Where retraining begins.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">The training.</param>
/// <param name="Refinement">The points.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="Correction">Whether layers subtract the error's expectation given the activation.</param>
internal sealed record JointInputs(
    QuantizationStage Quantized,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    int Seed,
    RetrainingOptions Options,
    RefinementStage Refinement,
    Keyed<MultiplierLibrary> Library,
    bool Correction
) : RetrainingInputs(Quantized, Network, Data, Seed, Options);

/// <summary>Retrains the selected operating points together.</summary>
internal sealed class JointStage(JointInputs inputs) : RetrainingStage("retraining", 1, inputs)
{
    public override IReadOnlyList<PointPlan> Points => inputs.Refinement.Points();

    protected override ForwardPass Pass(PointPlan point, ParameterStore parameters, QuantizationState quantization) =>
        point.Pass(inputs.Network.Value, inputs.Library.Value, inputs.Correction, parameters, quantization);
}
