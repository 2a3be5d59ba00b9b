using QosNets.Training.Pipeline;

namespace QosNets.Training.Stages;

/// <summary>Retrains the selected operating points together.</summary>
internal sealed class JointStage(RunContext run, QuantizationStage quantized, SelectionStage selection)
    : RetrainingStage(run, "retraining", quantized, selection)
{
    public override IReadOnlyList<PointPlan> Points => selection.Points();
}
