using System.Text.Json;
using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>A baseline with the validation top-1 that recalibration alone gives each of its points.</summary>
internal sealed record RecalibratedFamily(string Name, IReadOnlyList<RecalibratedPlan> Points)
{
    /// <summary>The points as plans.</summary>
    public IReadOnlyList<PointPlan> Plans => [.. Points.Select(p => new PointPlan(p.Name, p.Assignment))];
}

/// <summary>A point of a baseline.</summary>
internal sealed record RecalibratedPlan(string Name, IReadOnlyList<int> Assignment, double Top1);

/// <summary>Inputs of <see cref="BaselinesStage"/>.</summary>
/// <param name="Quantized">Weights and quantisers of the points.</param>
/// <param name="Selection">What assignments strain.</param>
/// <param name="Refinement">The run's own points.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="TargetSavings">Least saving of each point; empty when they were asked for by scales.</param>
/// <param name="Selector">Name of the selector.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Correction">Whether layers subtract the error's expectation given the activation.</param>
internal sealed record BaselinesInputs(
    QuantizationStage Quantized,
    SelectionStage Selection,
    RefinementStage Refinement,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    Keyed<MultiplierLibrary> Library,
    IReadOnlyList<double> TargetSavings,
    string Selector,
    int Seed,
    bool Correction
);

/// <summary>
/// Chooses the baselines that the points must be better than, and measures on the validation part what recalibration alone gives
/// for them, and for the points beside them.
/// </summary>
internal sealed class BaselinesStage(BaselinesInputs inputs) : Stage<BaselinesInputs>("baselines", 2, inputs)
{
    // The least strained multiplier is not always the most accurate one.
    private const int SinglesMeasured = 2;

    private string ResultPath => Folder["baselines.json"];

    /// <summary>The baselines that have points, the run's own points first.</summary>
    public IReadOnlyList<RecalibratedFamily> Load() =>
        JsonSerializer.Deserialize<List<RecalibratedFamily>>(File.ReadAllText(ResultPath))!;

    /// <inheritdoc cref="SelectionStage.Responses"/>
    public WeightResponses? Responses(RetrainingOptions options) => Inputs.Selection.Responses(options);

    /// <inheritdoc cref="SelectionStage.Tuner"/>
    public WeightTuner? Tuner(RetrainingOptions options) => Inputs.Selection.Tuner(options, Inputs.Correction);

    protected override void Execute(StageWork work)
    {
        var (network, library) = (Inputs.Network.Value, Inputs.Library.Value);
        var choice = new BaselineChoice(
            Inputs.Selection,
            Inputs.Refinement.Points(),
            library,
            new AssignmentPower(network, library),
            Inputs.TargetSavings,
            Inputs.Selector,
            Inputs.Seed
        );
        var recalibration = new Recalibration(
            Inputs.Quantized,
            network,
            Inputs.Data.Value,
            library,
            Inputs.Seed,
            Inputs.Correction
        );
        var measured = 0;
        RecalibratedPlan Measured(string family, PointPlan plan)
        {
            work.Cancel.ThrowIfCancellationRequested();
            // How many are left is known only when all are chosen; each of four families has about as many.
            work.Progress.At(1 - 1 / (1 + measured++ / 4.0), $"recalibrating {family}, {plan.Name}");
            return new RecalibratedPlan(plan.Name, plan.Assignment, recalibration.Measure(plan, work.Cancel));
        }

        var singles = choice
            .Singles(SinglesMeasured)
            .Where(c => c.Count > 0)
            .Select(c => c.Select(p => Measured(BaselineChoice.Single, p)).MaxBy(p => p.Top1)!);
        var families = ((BaselineFamily[])[choice.Points(), choice.Narrow(), choice.Clustered()])
            .Select(f => new RecalibratedFamily(f.Name, [.. f.Points.Select(p => Measured(f.Name, p))]))
            .ToList();
        families.Insert(2, new RecalibratedFamily(BaselineChoice.Single, [.. singles]));
        AtomicFile.Write(ResultPath, JsonSerializer.SerializeToUtf8Bytes(families.FindAll(f => f.Points.Count > 0)));
    }
}
