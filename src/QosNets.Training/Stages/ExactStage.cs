using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of <see cref="ExactStage"/>.</summary>
/// <param name="Quantized">Where retraining begins.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">The training.</param>
/// <param name="Signed">Whether operands are two's complement.</param>
internal sealed record ExactInputs(
    QuantizationStage Quantized,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    int Seed,
    RetrainingOptions Options,
    bool Signed
) : RetrainingInputs(Quantized, Network, Data, Seed, Options);

/// <summary>Retrains the network with exact products: what losses are measured against.</summary>
internal sealed class ExactStage(ExactInputs inputs) : RetrainingStage("exact", 2, inputs)
{
    // Exact products are the same in every library, so another library does not run this stage again.
    private readonly MultiplierLibrary library = new("exact", [new Multiplier("exact", TruthTable.Exact(inputs.Signed), 1)]);

    /// <summary>Validation top-1.</summary>
    public double Top1 => Points[0].Top1;

    protected override void Execute(StageWork work)
    {
        var plan = PointPlan.Exact(Inputs.Network.Value, library);
        using var trainer = new PointTrainer(Name, Inputs, Pass, work);
        var trained = trainer.Train([plan], phase: "", trainer.Begin, ownOnly: false);
        var top1 = trained.Top1[plan.Name];
        var points = new RetrainedPoints(Key) { All = { new RetrainedPoint(plan.Name, plan.Assignment, top1, top1) } };
        StateFile.Save(StatePath, trained.Curve, trainer.Parameters, points);
    }

    protected override ForwardPass Pass(PointPlan point, ParameterStore parameters, QuantizationState quantization) =>
        point.Pass(Inputs.Network.Value, library, correction: false, parameters, quantization);
}
