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
/// <param name="Selection">What other assignments strain.</param>
/// <param name="Exact">The exact network, which says what a point can have.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="TargetSavings">Least saving of each point; empty when they were asked for by scales.</param>
/// <param name="Correction">Whether layers subtract the error's expectation given the activation.</param>
internal sealed record JointInputs(
    QuantizationStage Quantized,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    int Seed,
    RetrainingOptions Options,
    RefinementStage Refinement,
    SelectionStage Selection,
    ExactStage Exact,
    Keyed<MultiplierLibrary> Library,
    IReadOnlyList<double> TargetSavings,
    bool Correction
) : RetrainingInputs(Quantized, Network, Data, Seed, Options);

/// <summary>
/// Retrains the selected operating points together, finds those that collapse, and looks once more at those that a cheaper one
/// dominates.
/// </summary>
internal sealed class JointStage(JointInputs inputs) : RetrainingStage("retraining", 2, inputs)
{
    private readonly Lazy<WeightResponses?> responses = new(() => inputs.Selection.Responses(inputs.Options));

    protected override void Execute(StageWork work)
    {
        var tuner = inputs.Selection.Tuner(inputs.Options, inputs.Correction);
        using var state = new JointState(
            StatePath,
            Key,
            () => new PointTrainer(Name, inputs, Pass, work) { Tuner = tuner },
            work.Progress
        );
        var aims = new PointAims(inputs);
        new JointTraining(state, aims).Run();
        new PointRepair(state, aims).Run(inputs.Options.RepairDominated);
    }

    protected override ForwardPass Pass(PointPlan point, ParameterStore parameters, QuantizationState quantization) =>
        point.Pass(inputs.Network.Value, inputs.Library.Value, inputs.Correction, parameters, quantization, responses.Value);
}
