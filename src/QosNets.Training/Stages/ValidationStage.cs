using System.Globalization;
using System.Text.Json;
using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Selection;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>A point that was only recalibrated: saving and top-1 on the validation part, fractions of 1.</summary>
internal sealed record RecalibratedPoint(string Name, double Saving, double Top1);

/// <summary>Inputs of <see cref="ValidationStage"/>.</summary>
/// <param name="Quantized">Weights and quantisers of the points.</param>
/// <param name="Selection">What was chosen.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Correction">Whether layers subtract the error's expectation given the activation.</param>
/// <param name="SweepPoints">Scale factors of the sweep, 0 and up.</param>
internal sealed record ValidationInputs(
    QuantizationStage Quantized,
    SelectionStage Selection,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    Keyed<MultiplierLibrary> Library,
    int Seed,
    bool Correction,
    int SweepPoints
);

/// <summary>
/// Measures on the validation part what recalibration alone gives for the chosen multipliers over a sweep of scale factors. The
/// report shows it behind the retrained points.
/// </summary>
internal sealed class ValidationStage(ValidationInputs inputs) : Stage<ValidationInputs>("validation", 2, inputs)
{
    private string ResultPath => Folder["points.json"];

    /// <summary>The measured points.</summary>
    public IReadOnlyList<RecalibratedPoint> Load() =>
        JsonSerializer.Deserialize<List<RecalibratedPoint>>(File.ReadAllText(ResultPath))!;

    protected override void Execute(StageWork work)
    {
        var outcome = Inputs.Selection.Load();
        var power = new AssignmentPower(Inputs.Network.Value, Inputs.Library.Value);
        var sweep = Sweep(outcome, work.Cancel);
        var recalibration = new Recalibration(
            Inputs.Quantized,
            Inputs.Network.Value,
            Inputs.Data.Value,
            Inputs.Library.Value,
            Inputs.Seed,
            Inputs.Correction
        );
        var measured = new List<RecalibratedPoint>();
        foreach (var plan in sweep)
        {
            work.Cancel.ThrowIfCancellationRequested();
            work.Progress.At(measured.Count / (double)sweep.Count, $"recalibrating {plan.Name}");
            measured.Add(new RecalibratedPoint(plan.Name, power.Saving(plan), recalibration.Measure(plan, work.Cancel)));
        }
        AtomicFile.Write(ResultPath, JsonSerializer.SerializeToUtf8Bytes(measured));
    }

    /// <summary>
    /// Assignments of the chosen set at scales from half the smallest to twice the largest, different ones only.
    /// </summary>
    private List<PointPlan> Sweep(SelectionOutcome outcome, CancellationToken cancel)
    {
        var plans = new List<PointPlan>();
        var count = Inputs.SweepPoints;
        var (low, high) = (outcome.Scales[0] / 2, outcome.Scales[^1] * 2);
        for (var i = 0; i < count; i++)
        {
            var scale = low * Math.Pow(high / low, count == 1 ? 0.5 : i / (count - 1.0));
            var assignment = Cheapest(scale, outcome.Exact.Multipliers, cancel);
            if (assignment is not null && !plans.Exists(p => p.Assignment.SequenceEqual(assignment)))
                plans.Add(new PointPlan(string.Create(CultureInfo.InvariantCulture, $"scale{scale:0.000}"), assignment));
        }
        return plans;
    }

    private IReadOnlyList<int>? Cheapest(double scale, IReadOnlyList<int> multipliers, CancellationToken cancel)
    {
        var problem = Inputs.Selection.Restricted([scale], multipliers);
        // At small scales the chosen set may have nothing good enough for some layer.
        if (problem.Rows.Any(row => !multipliers.Any(m => row.Strain[m] <= 1)))
            return null;
        return ExactSelector.Select(problem, cancellation: cancel).Choice.OfPoint(problem, 0);
    }
}
