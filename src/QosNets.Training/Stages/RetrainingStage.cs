using System.Text.Json;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>
/// Retrains operating points together from the weights of quantisation-aware training. The exact network is retrained by
/// the same code and schedule, as a single point with the exact multiplier.
/// </summary>
internal abstract class RetrainingStage(RunContext run, string name, QuantizationStage quantized, params Stage[] reads)
    : Stage(run, name, [quantized, .. reads])
{
    private string StatePath => Folder["state.npz"];

    /// <summary>The points that are trained together.</summary>
    public abstract IReadOnlyList<PointPlan> Points { get; }

    protected override string Inputs => JsonSerializer.Serialize(new { Run.Experiment.Retraining, Run.Experiment.Correction });

    /// <summary>The shared weights and every point's own parameters, and the curve.</summary>
    public (ParameterStore Parameters, IReadOnlyList<EpochResult> Curve) Load()
    {
        var parameters = new ParameterStore();
        return (parameters, StateFile.Load(StatePath, parameters));
    }

    protected override void Execute()
    {
        var options = Run.Experiment.Retraining;
        var (parameters, quantization, _) = quantized.Load();
        using var owned = parameters;
        var points = Points;
        foreach (var point in points)
            parameters.AddPoint(Run.Network, point.Name);
        var passes = points.Select(p => p.Pass(Run, parameters, quantization)).ToList();
        var images = Run.Sample("recalibration", options.RecalibrationImages);
        var statistics = new StatisticsEstimator(Run.Network, parameters, Run.Data.Set.Train, images);
        foreach (var pass in Checkpoint.Exists ? [] : passes)
        {
            Run.Progress.At(0, $"re-estimating statistics of {pass.Point}");
            statistics.Reestimate(pass, shiftBiases: true, Run.Cancel);
        }
        IReadOnlyList<EpochResult> curve = [];
        if (options.Variant != "recalibrate-only")
        {
            var ownOnly = options.Variant == "batchnorm-only";
            using var optimiser = new Sgd(
                parameters,
                options.Momentum,
                TrainedBy(parameters, points, options.WeightDecay, ownOnly)
            );
            curve = Run.Loop(Name, options).Run(new PointsTask(passes, parameters, optimiser, Run.Data, Run.Cancel), Checkpoint);
            foreach (var pass in passes)
                KeepBetterStatistics(parameters, statistics, pass);
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

    private void KeepBetterStatistics(ParameterStore parameters, StatisticsEstimator statistics, ForwardPass pass)
    {
        Run.Progress.At(1, $"statistics of {pass.Point}");
        var before = Evaluator.Measure(pass, Run.Data.Validation, Run.Cancel).Top1;
        using var kept = parameters.Clone();
        statistics.Reestimate(pass, shiftBiases: false, Run.Cancel);
        var after = Evaluator.Measure(pass, Run.Data.Validation, Run.Cancel).Top1;
        var better = after > before;
        if (!better)
        {
            foreach (var name in kept.Names.Where(n => n.StartsWith(pass.Point + "/", StringComparison.Ordinal)))
                parameters.Set(name, kept.Values(name));
        }
        Run.Progress.Note(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{pass.Point}: validation top-1 {before:P2}, with re-estimated statistics {after:P2}: "
                    + $"{(better ? "re-estimated" : "kept")}"
            )
        );
    }
}

/// <summary>Retrains the network with exact products: what losses are measured against.</summary>
internal sealed class ExactStage(RunContext run, QuantizationStage quantized) : RetrainingStage(run, "exact", quantized)
{
    public override IReadOnlyList<PointPlan> Points => [PointPlan.Exact(Run)];
}
