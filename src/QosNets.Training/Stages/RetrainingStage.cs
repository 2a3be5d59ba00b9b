using System.Globalization;
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
/// Retrains operating points together from the weights of quantisation-aware training. The exact network is retrained by
/// the same code and schedule, as a single point with the exact multiplier.
/// </summary>
internal abstract class RetrainingStage(string name, int revision, RetrainingInputs inputs)
    : Stage<RetrainingInputs>(name, revision, inputs),
        ITrainingStage
{
    private string StatePath => Folder["state.npz"];

    /// <summary>The points that are trained together.</summary>
    public abstract IReadOnlyList<PointPlan> Points { get; }

    /// <summary>The trainer's pass of a point.</summary>
    protected abstract ForwardPass Pass(PointPlan point, ParameterStore parameters, QuantizationState quantization);

    /// <summary>The shared weights and every point's own parameters.</summary>
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
        var (parameters, quantization) = Inputs.Quantized.Load();
        using var owned = parameters;
        var points = Points;
        foreach (var point in points)
            parameters.AddPoint(network, point.Name);
        var passes = points.Select(p => Pass(p, parameters, quantization)).ToList();
        var images = data.Sample("recalibration", Inputs.Seed, options.RecalibrationImages);
        var statistics = new StatisticsEstimator(network, parameters, data.Images, images);
        foreach (var pass in work.Checkpoint.Exists ? [] : passes)
        {
            work.Progress.At(0, $"re-estimating statistics of {pass.Point}");
            statistics.Reestimate(pass, shiftBiases: true, work.Cancel);
        }
        IReadOnlyList<EpochResult> curve = [];
        if (options.Variant != RetrainingVariant.RecalibrateOnly)
        {
            var ownOnly = options.Variant == RetrainingVariant.BatchNormOnly;
            using var optimiser = new Sgd(
                parameters,
                options.Momentum,
                TrainedBy(parameters, points, options.WeightDecay, ownOnly)
            );
            var task = new PointsTask(passes, parameters, optimiser, data, work.Cancel);
            curve = new TrainingLoop(Name, options, Inputs.Seed, data, work.Progress, work.Cancel).Run(task, work.Checkpoint);
            foreach (var pass in passes)
                KeepBetterStatistics(work, parameters, statistics, pass);
        }
        StateFile.Save(StatePath, curve, parameters);
    }

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

    private void KeepBetterStatistics(StageWork work, ParameterStore parameters, StatisticsEstimator statistics, ForwardPass pass)
    {
        work.Progress.At(1, $"statistics of {pass.Point}");
        var before = Evaluator.Measure(pass, Inputs.Data.Value.Validation, work.Cancel).Top1;
        using var kept = parameters.Clone();
        statistics.Reestimate(pass, shiftBiases: false, work.Cancel);
        var after = Evaluator.Measure(pass, Inputs.Data.Value.Validation, work.Cancel).Top1;
        var better = after > before;
        if (!better)
        {
            foreach (var name in kept.Names.Where(n => n.StartsWith(pass.Point + "/", StringComparison.Ordinal)))
                parameters.Set(name, kept.Values(name));
        }
        work.Progress.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{pass.Point}: validation top-1 {before:P2}, with re-estimated statistics {after:P2}: "
                    + $"{(better ? "re-estimated" : "kept")}"
            )
        );
    }
}
