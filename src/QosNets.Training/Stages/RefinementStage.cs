using System.Globalization;
using System.Text.Json;
using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Selection;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>What the refinement came to.</summary>
/// <param name="Assignments">The operating points: for each the multiplier of every layer.</param>
/// <param name="StartLosses">Validation loss of each point of the selector's choice.</param>
/// <param name="Losses">Validation loss of each point now.</param>
/// <param name="Measurements">Assignments that were measured; 0 when the choice was not refined.</param>
/// <param name="Converged">Whether the search ended by itself, not by its number of measurements.</param>
/// <param name="Retrained">Choices that were compared after a short retraining.</param>
internal sealed record RefinementOutcome(
    IReadOnlyList<IReadOnlyList<int>> Assignments,
    IReadOnlyList<double> StartLosses,
    IReadOnlyList<double> Losses,
    int Measurements,
    bool Converged,
    int Retrained
);

/// <summary>Inputs of <see cref="RefinementStage"/>.</summary>
/// <param name="Quantized">Weights and quantisers.</param>
/// <param name="Selection">The choice to start from.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Correction">Whether layers subtract the error's expectation given the activation.</param>
/// <param name="Training">Batch, learning rate and the like of the short retraining.</param>
/// <param name="Options">How much is measured.</param>
internal sealed record RefinementInputs(
    QuantizationStage Quantized,
    SelectionStage Selection,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    Keyed<MultiplierLibrary> Library,
    int Seed,
    bool Correction,
    RetrainingOptions Training,
    RefinementOptions Options
);

/// <summary>
/// Gives measurement the last word on the operating points: a local search on the validation loss, then, if asked for, a short
/// retraining of the few best choices (docs/method.md, "Refinement by measurement").
/// </summary>
internal sealed class RefinementStage(RefinementInputs inputs) : Stage<RefinementInputs>("refinement", 1, inputs)
{
    private string OutcomePath => Folder["points.json"];

    /// <summary>The outcome.</summary>
    public RefinementOutcome Load() =>
        JsonSerializer.Deserialize<RefinementOutcome>(File.ReadAllText(OutcomePath), StageJson.Options)!;

    /// <summary>The operating points, refined or as selected.</summary>
    public IReadOnlyList<PointPlan> Points()
    {
        var names = Inputs.Selection.Load().PointNames;
        return [.. Load().Assignments.Select((a, p) => new PointPlan(names[p], a))];
    }

    protected override void Execute(StageWork work)
    {
        var selected = Inputs.Selection.Points().Select(p => p.Assignment).ToList();
        var outcome =
            Inputs.Options.Measurements > 0 ? Refine(work) : new RefinementOutcome(selected, [], [], 0, Converged: true, 0);
        AtomicFile.Write(OutcomePath, JsonSerializer.SerializeToUtf8Bytes(outcome, StageJson.Options));
    }

    private RefinementOutcome Refine(StageWork work)
    {
        var (options, names) = (Inputs.Options, Inputs.Selection.Load().PointNames);
        var trial = new PointTrial(
            Inputs.Quantized,
            Inputs.Network.Value,
            Inputs.Data.Value,
            Inputs.Library.Value,
            Inputs.Correction,
            Inputs.Seed
        )
        {
            ValidationImages = options.Images,
        };
        var known = new MeasuredLosses(Folder["measured.json"], Key);
        double Loss(IReadOnlyList<int> assignment) =>
            known.Of(
                $"recalibrated {string.Join(',', assignment)}",
                () =>
                {
                    work.Progress.At(known.Asked / (options.Measurements + 1.0), $"point {known.Asked + 1}");
                    return [trial.Recalibrated(new PointPlan("trial", assignment), work.Cancel).Loss];
                }
            )[0];
        var found = Refinement.Search(Inputs.Selection.Refinement(), Loss, options.Measurements);
        var finalists = options.RetrainingImages > 0 ? Finalists(found) : [found.Best];
        var best = finalists[0];
        if (finalists.Count > 1)
        {
            best = finalists.MinBy(f =>
                known
                    .Of(
                        $"retrained {string.Join(';', f.Assignments.Select(a => string.Join(',', a)))}",
                        () =>
                        {
                            work.Progress.At(options.Measurements / (options.Measurements + 1.0), "retraining a choice");
                            var plans = f.Assignments.Select((a, p) => new PointPlan(names[p], a));
                            return
                            [
                                .. trial
                                    .Retrained([.. plans], Inputs.Training, options.RetrainingImages, work.Cancel)
                                    .Select(a => a.Loss),
                            ];
                        }
                    )
                    .Sum()
            )!;
        }
        work.Progress.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"validation loss of the points {Text(found.Start.Losses)}, refined {Text(best.Losses)} in {found.Measurements} "
                    + $"measurements{(finalists.Count > 1 ? $", best of {finalists.Count} retrained" : "")}"
            )
        );
        return new RefinementOutcome(
            best.Assignments,
            found.Start.Losses,
            best.Losses,
            found.Measurements,
            found.Converged,
            finalists.Count > 1 ? finalists.Count : 0
        );
    }

    /// <summary>The best choices, of each set of multipliers the best one only.</summary>
    private List<RefinedPoints> Finalists(RefinementResult found) =>
        [
            .. found
                .Ranked.Where(f => double.IsFinite(f.Total))
                .DistinctBy(f => string.Join(',', f.Assignments.SelectMany(a => a).Distinct().Order()))
                .Take(Inputs.Options.Finalists)
                .DefaultIfEmpty(found.Best),
        ];

    private static string Text(IEnumerable<double> losses) =>
        string.Join(", ", losses.Select(l => l.ToString("0.0000", CultureInfo.InvariantCulture)));
}
