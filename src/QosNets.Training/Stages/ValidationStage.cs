using System.Globalization;
using System.Text.Json;
using QosNets.Archives;
using QosNets.Selection;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>A point that was only recalibrated: saving and top-1 on the validation part, fractions of 1.</summary>
internal sealed record RecalibratedPoint(string Name, double Saving, double Top1);

/// <summary>Recalibrated points of the papers' choice and over a range of tolerances.</summary>
internal sealed record RecalibratedPoints(IReadOnlyList<RecalibratedPoint> KMeans, IReadOnlyList<RecalibratedPoint> Sweep);

/// <summary>
/// Measures on the validation part what recalibration alone gives: for the repaired k-means choice, and for the chosen
/// multipliers over a sweep of scale factors. The report shows it behind the retrained points.
/// </summary>
internal sealed class ValidationStage(RunContext run, QuantizationStage quantized, SelectionStage selection)
    : Stage(run, "validation", quantized, selection)
{
    private const int Images = 2000;
    private const int RecalibrationImages = 1024;

    private string ResultPath => Folder["points.json"];

    protected override string Inputs =>
        JsonSerializer.Serialize(new { Run.Experiment.Report.SweepPoints, Run.Experiment.Correction });

    /// <summary>The measured points.</summary>
    public RecalibratedPoints Load() => JsonSerializer.Deserialize<RecalibratedPoints>(File.ReadAllText(ResultPath))!;

    protected override void Execute()
    {
        var outcome = selection.Load();
        var kmeans = outcome.PointNames.Select((n, p) => new PointPlan(n, outcome.Repaired.Assignments[p])).ToList();
        var sweep = Sweep(outcome);
        var measured = new List<RecalibratedPoint>();
        foreach (var plan in kmeans.Concat(sweep))
        {
            Run.Cancel.ThrowIfCancellationRequested();
            Run.Progress.At(measured.Count / (double)(kmeans.Count + sweep.Count), $"recalibrating {plan.Name}");
            measured.Add(new RecalibratedPoint(plan.Name, plan.Saving(Run), Measure(plan)));
        }
        var result = new RecalibratedPoints([.. measured.Take(kmeans.Count)], [.. measured.Skip(kmeans.Count)]);
        AtomicFile.Write(ResultPath, JsonSerializer.SerializeToUtf8Bytes(result));
    }

    /// <summary>
    /// Assignments of the chosen set at scales from half the smallest to twice the largest, different ones only.
    /// </summary>
    private List<PointPlan> Sweep(SelectionOutcome outcome)
    {
        var plans = new List<PointPlan>();
        var count = Run.Experiment.Report.SweepPoints;
        var (low, high) = (outcome.Scales[0] / 2, outcome.Scales[^1] * 2);
        for (var i = 0; i < count; i++)
        {
            var scale = low * Math.Pow(high / low, count == 1 ? 0.5 : i / (count - 1.0));
            var assignment = Cheapest(scale, outcome.Exact.Multipliers);
            if (assignment is not null && !plans.Exists(p => p.Assignment.SequenceEqual(assignment)))
                plans.Add(new PointPlan(string.Create(CultureInfo.InvariantCulture, $"scale{scale:0.000}"), assignment));
        }
        return plans;
    }

    private IReadOnlyList<int>? Cheapest(double scale, IReadOnlyList<int> multipliers)
    {
        var problem = selection.Restricted([scale], multipliers);
        // At small scales the chosen set may have nothing good enough for some layer.
        if (problem.Rows.Any(row => !multipliers.Any(m => row.Strain[m] <= 1)))
            return null;
        return ExactSelector.Select(problem, cancellation: Run.Cancel).Choice.OfPoint(problem, 0);
    }

    private double Measure(PointPlan plan)
    {
        var (parameters, quantization, _) = quantized.Load();
        using var owned = parameters;
        parameters.AddPoint(Run.Network, plan.Name);
        var pass = plan.Pass(Run, parameters, quantization);
        var images = Run.Sample("recalibration", RecalibrationImages);
        new StatisticsEstimator(Run.Network, parameters, Run.Data.Set.Train, images).Reestimate(
            pass,
            shiftBiases: true,
            Run.Cancel
        );
        return Evaluator.Measure(pass, Run.Data.Validation, Run.Cancel, Images).Top1;
    }
}
