using System.Globalization;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Makes the trainer's pass of an operating point.</summary>
internal delegate ForwardPass PassMaker(PointPlan point, ParameterStore parameters, QuantizationState quantization);

/// <summary>
/// Trains operating points that share one store of parameters. Everything starts from quantisation-aware training, with
/// statistics re-estimated for the point's multipliers.
/// </summary>
internal sealed class PointTrainer : IDisposable
{
    // Enough to tell assignments apart that differ by a point; the same images for all.
    private const int ImagesToCompare = 2000;

    private readonly string stage;
    private readonly RetrainingInputs inputs;
    private readonly PassMaker pass;
    private readonly StageWork work;
    private readonly StatisticsEstimator statistics;

    public PointTrainer(string stage, RetrainingInputs inputs, PassMaker pass, StageWork work)
    {
        (this.stage, this.inputs, this.pass, this.work) = (stage, inputs, pass, work);
        (Parameters, Quantization) = inputs.Quantized.Load();
        var data = inputs.Data.Value;
        var images = data.Sample("recalibration", inputs.Seed, Options.RecalibrationImages);
        statistics = new StatisticsEstimator(inputs.Network.Value, Parameters, data.Images, images);
    }

    /// <summary>The shared weights and the points' own parameters.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>The quantisers.</summary>
    public QuantizationState Quantization { get; }

    /// <summary>Tunes the shared weights before they are trained; null for weights as they are.</summary>
    public WeightTuner? Tuner { get; init; }

    private RetrainingOptions Options => inputs.Options;

    /// <summary>
    /// Gives a point its own parameters, those of quantisation-aware training, and re-estimates statistics unless the experiment
    /// leaves mean errors where they are.
    /// </summary>
    public void Begin(PointPlan plan)
    {
        Parameters.AddPoint(inputs.Network.Value, plan.Name);
        if (Options.BiasCorrection)
            Reestimate(plan, shiftBiases: true);
    }

    /// <summary>Gives a point the own parameters of another, with statistics re-estimated for its multipliers.</summary>
    public void BeginAs(PointPlan plan, string other)
    {
        Parameters.AddPoint(inputs.Network.Value, plan.Name);
        foreach (var name in OwnNames(plan.Name))
            Parameters.Set(name, Parameters.Values(other + name[plan.Name.Length..]));
        Reestimate(plan, shiftBiases: false);
    }

    /// <summary>Names of a point's own parameters in the store.</summary>
    public IReadOnlyList<string> OwnNames(string point) =>
        [.. Parameters.Names.Where(n => n.StartsWith(point + "/", StringComparison.Ordinal))];

    /// <summary>Validation top-1 of a point as it is, on as many images as it takes to compare points.</summary>
    public double Compare(PointPlan plan) => Measure(plan, ImagesToCompare);

    /// <summary>
    /// Trains points from where they are, and keeps for each the better of its running and its re-estimated statistics.
    /// </summary>
    /// <param name="plans">The points, whose parameters have begun.</param>
    /// <param name="phase">Tells the checkpoint of this training from others of the stage.</param>
    /// <param name="begin">Called for each point before the first step, not after a resume.</param>
    /// <param name="ownOnly">Whether the shared weights are frozen.</param>
    /// <param name="leaver">Asked after each epoch for the point for whose sake training ends; null for never.</param>
    public TrainedPoints Train(
        IReadOnlyList<PointPlan> plans,
        string phase,
        Action<PointPlan> begin,
        bool ownOnly,
        Func<IReadOnlyList<EpochResult>, string?>? leaver = null
    )
    {
        var (network, data) = (inputs.Network.Value, inputs.Data.Value);
        work.Checkpoint.Phase = phase;
        var resumes = work.Checkpoint.Exists;
        if (!resumes && !ownOnly)
            Tune(plans);
        foreach (var plan in plans)
        {
            if (resumes)
                Parameters.AddPoint(network, plan.Name);
            else
                begin(plan);
        }
        if (Options.Variant == RetrainingVariant.RecalibrateOnly)
            return new TrainedPoints([], plans.ToDictionary(p => p.Name, Top1), null);
        var passes = plans.Select(Pass).ToList();
        using var optimiser = new Sgd(
            Parameters,
            Options.Momentum,
            RetrainingStage.TrainedBy(
                Parameters,
                plans,
                Options.WeightDecay,
                ownOnly || Options.Variant == RetrainingVariant.BatchNormOnly
            )
        );
        using var teacher = Options.Distillation > 0 ? new Teacher(network, inputs.Quantized.Load(), Options) : null;
        var task = new PointsTask(passes, Parameters, optimiser, data, work.Cancel, teacher);
        var loop = new TrainingLoop(stage, Options, inputs.Seed, data, work.Progress, work.Cancel);
        IReadOnlyList<EpochResult> curve;
        try
        {
            curve = loop.Run(task, work.Checkpoint, c => leaver?.Invoke(c) is not null);
        }
        catch (ExperimentException) when (leaver is not null && task.Diverged is not null)
        {
            return new TrainedPoints([], new Dictionary<string, double>(), task.Diverged);
        }
        return curve.Count < Options.Epochs
            ? new TrainedPoints(curve, curve[^1].Validation, leaver!(curve))
            : new TrainedPoints(curve, plans.ToDictionary(p => p.Name, KeepBetterStatistics), null);
    }

    /// <summary>Validation top-1 of a point as it is.</summary>
    public double Top1(PointPlan plan) => Measure(plan, int.MaxValue);

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    private ForwardPass Pass(PointPlan plan) => pass(plan, Parameters, Quantization);

    private double Measure(PointPlan plan, int images) =>
        Evaluator.Measure(Pass(plan), inputs.Data.Value.Validation, work.Cancel, images).Top1;

    private void Tune(IReadOnlyList<PointPlan> plans)
    {
        if (Tuner is null)
            return;
        var (moved, all) = Tuner.Apply(inputs.Network.Value, [.. plans.Select(p => p.Assignment)], Parameters, Quantization);
        work.Progress.Note(
            string.Create(CultureInfo.InvariantCulture, $"weight tuning moved {moved} of {all} weights, {(double)moved / all:P1}")
        );
    }

    private void Reestimate(PointPlan plan, bool shiftBiases)
    {
        work.Progress.At(0, $"re-estimating statistics of {plan.Name}");
        statistics.Reestimate(Pass(plan), shiftBiases, work.Cancel);
    }

    private double KeepBetterStatistics(PointPlan plan)
    {
        work.Progress.At(1, $"statistics of {plan.Name}");
        var before = Top1(plan);
        using var kept = Parameters.Clone();
        statistics.Reestimate(Pass(plan), shiftBiases: false, work.Cancel);
        var after = Top1(plan);
        var better = after > before;
        if (!better)
        {
            foreach (var name in OwnNames(plan.Name))
                Parameters.Set(name, kept.Values(name));
        }
        work.Progress.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Name}: validation top-1 {before:P2}, with re-estimated statistics {after:P2}: "
                    + $"{(better ? "re-estimated" : "kept")}"
            )
        );
        return Math.Max(before, after);
    }
}

/// <summary>What a training of points left.</summary>
/// <param name="Curve">Its epochs.</param>
/// <param name="Top1">Validation top-1 of each point; empty when training diverged.</param>
/// <param name="Leaver">The point for whose sake it ended early, or null when it came to its end.</param>
internal sealed record TrainedPoints(IReadOnlyList<EpochResult> Curve, IReadOnlyDictionary<string, double> Top1, string? Leaver);
