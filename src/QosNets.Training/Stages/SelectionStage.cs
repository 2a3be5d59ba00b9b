using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using QosNets.Archives;
using QosNets.Selection;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;

namespace QosNets.Training.Stages;

/// <summary>A set of multipliers (library indices) and each point's assignment [point][layer].</summary>
internal sealed record SelectedSet(
    IReadOnlyList<int> Multipliers,
    IReadOnlyList<IReadOnlyList<int>> Assignments,
    double Objective,
    int ViolatingRows,
    double WorstStrain
);

/// <summary>What the selectors chose.</summary>
/// <param name="PointNames">Names of the operating points, most accurate first.</param>
/// <param name="Scales">Scale factor of each point.</param>
/// <param name="Tolerances">τ of each layer as it was used, with the floor on σ.</param>
/// <param name="Exact">The optimum.</param>
/// <param name="Proven">Whether it is proven.</param>
/// <param name="Gap">Else its relative gap.</param>
/// <param name="Nodes">Nodes of the search.</param>
/// <param name="Seconds">Seconds of the search at the final scales.</param>
/// <param name="KMeans">The papers' choice as it is.</param>
/// <param name="Repaired">The papers' choice without violations.</param>
/// <param name="Strain">The choice of least Σv² at the target savings, when the experiment asks for it.</param>
internal sealed record SelectionOutcome(
    IReadOnlyList<string> PointNames,
    IReadOnlyList<double> Scales,
    IReadOnlyList<double> Tolerances,
    SelectedSet Exact,
    bool Proven,
    double Gap,
    long Nodes,
    double Seconds,
    SelectedSet KMeans,
    SelectedSet Repaired,
    SelectedSet? Strain
);

/// <summary>Chooses the n multipliers and assigns them to layers at every operating point.</summary>
internal sealed class SelectionStage(RunContext run, ProfileStage profile, ErrorStage errors)
    : Stage(run, "selection", profile, errors)
{
    // Read once: the scale search and the sweep of the validation stage ask for many problems.
    private readonly Lazy<double[,]> errorTable = new(() => Used(errors.Load(), run.Experiment.Selection.Errors));
    private readonly Lazy<double[]> tolerances = new(() => TolerancesOf(profile.Load(), run.Experiment.Selection.SigmaFloor));

    private string OutcomePath => Folder["selection.json"];

    protected override string Inputs =>
        JsonSerializer.Serialize(
            new
            {
                Run.Experiment.N,
                Run.Experiment.TargetSavings,
                Run.Experiment.Scales,
                Run.Experiment.Selection,
                Run.Experiment.Seed,
            }
        );

    /// <summary>The outcome.</summary>
    public SelectionOutcome Load() => JsonSerializer.Deserialize<SelectionOutcome>(File.ReadAllText(OutcomePath), JsonOptions)!;

    /// <summary>The operating points of the experiment's selector.</summary>
    public IReadOnlyList<PointPlan> Points()
    {
        var outcome = Load();
        var set = Run.Experiment.Selection.Selector switch
        {
            "kmeans" => outcome.KMeans,
            "strain" => outcome.Strain!,
            _ => outcome.Exact,
        };
        return [.. outcome.PointNames.Select((name, p) => new PointPlan(name, set.Assignments[p]))];
    }

    /// <summary>The problem at other scale factors, without power caps, restricted to a set of multipliers.</summary>
    public SelectionProblem Restricted(IReadOnlyList<double> scales, IReadOnlyList<int> multipliers)
    {
        var others = Enumerable.Range(0, Run.Library.Multipliers.Count).Except(multipliers);
        return Problem(scales, new SelectionConstraints { MustExclude = [.. others] });
    }

    // An infinite worst strain (no tolerance at all) has no number in plain JSON.
    private static JsonSerializerOptions JsonOptions { get; } =
        new()
        {
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
            WriteIndented = true,
        };

    protected override void Execute()
    {
        var e = Run.Experiment;
        var problem = e.TargetSavings.Count > 0 ? ByTargets() : Problem(e.Scales, Constraints());
        var clock = Stopwatch.StartNew();
        var best = ExactSelector.Select(problem, TimeSpan.FromSeconds(e.Selection.TimeLimit), Run.Cancel);
        var seconds = clock.Elapsed.TotalSeconds;
        var kmeans = KMeansSelector.Select(problem, e.Seed);
        var outcome = new SelectionOutcome(
            PointNames.Of(e),
            problem.Scales,
            tolerances.Value,
            Set(problem, best.Choice),
            best.Proven,
            best.Gap,
            best.Nodes,
            seconds,
            Set(problem, kmeans.Raw),
            Set(problem, kmeans.Repaired),
            e.Selection.Selector == "strain" ? LeastStrain() : null
        );
        AtomicFile.Write(OutcomePath, JsonSerializer.SerializeToUtf8Bytes(outcome, JsonOptions));
        Run.Progress.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(", ", best.Choice.Multipliers.Select(m => Run.Library.Multipliers[m].Name))}; savings "
                    + $"{string.Join(", ", best.Choice.Savings.Select(s => s.ToString("P1", CultureInfo.InvariantCulture)))}; "
                    + $"{(best.Proven ? "proven optimal" : "not proven")} in {seconds:0.000} s"
            )
        );
    }

    private SelectionProblem ByTargets()
    {
        var targets = Run.Experiment.TargetSavings;
        return ScaleSearch.Find(Problem([.. targets.Select(_ => 1.0)], Constraints()), targets).Problem;
    }

    private SelectedSet LeastStrain()
    {
        var targets = Run.Experiment.TargetSavings;
        var least = StrainSelector.Select(Problem([.. targets.Select(_ => 1.0)], Constraints()), targets);
        return Set(least.Problem, least.Choice);
    }

    private SelectionConstraints Constraints()
    {
        var o = Run.Experiment.Selection;
        return new SelectionConstraints
        {
            MustInclude = [.. o.Include.Select(Run.Library.IndexOf)],
            MustExclude = [.. o.Exclude.Select(Run.Library.IndexOf)],
            AreaBudget = o.AreaBudget > 0 ? o.AreaBudget : null,
            PowerCaps = [.. o.PowerCaps.Select(c => (double?)c)],
        };
    }

    private SelectionProblem Problem(IReadOnlyList<double> scales, SelectionConstraints constraints)
    {
        var areas = Run.Library.Multipliers.Select(m => m.AreaSquareMicrometre).ToList();
        if (constraints.AreaBudget is not null && areas.FindIndex(a => a is null) is var missing and >= 0)
            throw new ExperimentException(
                $"[selection] area_budget: the library knows no area of {Run.Library.Multipliers[missing].Name}; add it to "
                    + $"the library or drop the budget"
            );
        return SelectionProblem.Build(
            errorTable.Value,
            tolerances.Value,
            Run.Costs,
            Run.RelativePowers,
            scales,
            Run.Experiment.N,
            constraints,
            constraints.AreaBudget is null ? null : [.. areas.Select(a => a!.Value)],
            [.. Run.Network.Layers.Select(l => l.Name)],
            [.. Run.Library.Multipliers.Select(m => m.Name)],
            Run.Library.ExactIndex
        );
    }

    private static double[,] Used(ErrorTables tables, string errors) =>
        errors switch
        {
            "predicted" => tables.Predicted,
            "measured" => tables.Pooled,
            _ => tables.Centred,
        };

    /// <summary>τ of each layer, σ not below the floor, a share of the mean σ.</summary>
    private static double[] TolerancesOf(IReadOnlyList<LayerProfile> profiles, double share)
    {
        var floor = share * profiles.Average(p => Math.Abs(p.Sigma));
        return [.. profiles.Select(p => Math.Max(Math.Abs(p.Sigma), floor) * p.AccumulatorDeviation)];
    }

    private static SelectedSet Set(SelectionProblem problem, MultiplierChoice choice) =>
        new(
            choice.Multipliers,
            [.. Enumerable.Range(0, problem.Points).Select(p => choice.OfPoint(problem, p))],
            choice.Objective,
            choice.ViolatingRows,
            choice.WorstStrain
        );
}
