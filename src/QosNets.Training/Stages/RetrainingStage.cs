using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of every <see cref="RetrainingStage"/>.</summary>
/// <param name="Quantized">Where retraining begins.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">The training.</param>
internal abstract record RetrainingInputs(
    QuantizationStage Quantized,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    int Seed,
    RetrainingOptions Options
);

/// <summary>
/// Retrains operating points from the weights of quantisation-aware training. The exact network is retrained by the same code
/// and schedule, as a single point with the exact multiplier.
/// </summary>
internal abstract class RetrainingStage(string name, int revision, RetrainingInputs inputs)
    : Stage<RetrainingInputs>(name, revision, inputs),
        ITrainingStage
{
    /// <summary>The points that are part of the result.</summary>
    public IReadOnlyList<RetrainedPoint> Points => Outcome().Delivered;

    /// <summary>Path of the stage's state.</summary>
    protected string StatePath => Folder["state.npz"];

    /// <summary>The trainer's pass of a point.</summary>
    protected abstract ForwardPass Pass(PointPlan point, ParameterStore parameters, QuantizationState quantization);

    /// <summary>The shared weights and every point's own parameters.</summary>
    public ParameterStore Load()
    {
        var parameters = new ParameterStore();
        StateFile.Load(StatePath, parameters);
        return parameters;
    }

    /// <summary>All points, with what became of them.</summary>
    public RetrainedPoints Outcome()
    {
        var points = new RetrainedPoints(Key);
        StateFile.Load(StatePath, points);
        return points;
    }

    /// <inheritdoc/>
    public IReadOnlyList<EpochResult> Curve() => StateFile.Load(StatePath);

    /// <summary>Every point's own parameters, and the shared weights unless they are frozen.</summary>
    internal static IReadOnlyList<TrainedParameter> TrainedBy(
        ParameterStore parameters,
        IReadOnlyList<PointPlan> points,
        double weightDecay,
        bool ownOnly
    )
    {
        bool Own(string n) => points.Any(p => n.StartsWith(p.Name + "/", StringComparison.Ordinal));
        // The shared store still holds the BatchNorm parameters of quantisation-aware training, which no point uses.
        return Sgd.Choose(parameters, weightDecay, n => Own(n) || (!ownOnly && parameters[n].dim() > 1));
    }
}
