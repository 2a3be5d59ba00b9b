using System.Diagnostics;
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

/// <summary>Inputs of <see cref="SelectionStage"/>.</summary>
/// <param name="Profile">Layer profiles, from which tolerances come.</param>
/// <param name="Errors">Errors of every multiplier in every layer.</param>
/// <param name="Network">The network.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="N">Multipliers to choose, at most.</param>
/// <param name="TargetSavings">Least saving of each point; empty when scales are given.</param>
/// <param name="Scales">Scale factor of each point; empty when savings are given.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">Selector, errors and constraints.</param>
internal sealed record SelectionInputs(
    ProfileStage Profile,
    ErrorStage Errors,
    Keyed<Network> Network,
    Keyed<MultiplierLibrary> Library,
    int N,
    IReadOnlyList<double> TargetSavings,
    IReadOnlyList<double> Scales,
    int Seed,
    SelectionOptions Options
);

/// <summary>Chooses the n multipliers and assigns them to layers at every operating point.</summary>
internal sealed class SelectionStage(SelectionInputs inputs) : Stage<SelectionInputs>("selection", 1, inputs)
{
    // Read once: the scale search and the sweep of the validation stage ask for many problems.
    private readonly Lazy<double[,]> errorTable = new(() => Used(inputs.Errors.Load(), inputs.Options.Errors));
    private readonly Lazy<double[]> tolerances = new(() => TolerancesOf(inputs.Profile.Load(), inputs.Options.SigmaFloor));

    private readonly Lazy<bool[,]> uninformative = new(() =>
        InformationLoss.Find(inputs.Profile.Load(), inputs.Library.Value.Multipliers)
    );

    private string OutcomePath => Folder["selection.json"];

    private MultiplierLibrary Library => Inputs.Library.Value;

    /// <summary>The outcome.</summary>
    public SelectionOutcome Load() =>
        JsonSerializer.Deserialize<SelectionOutcome>(File.ReadAllText(OutcomePath), StageJson.Options)!;

    /// <summary>The operating points of the experiment's selector.</summary>
    public IReadOnlyList<PointPlan> Points()
    {
        var outcome = Load();
        return [.. outcome.PointNames.Select((name, p) => new PointPlan(name, outcome.Chosen.Assignments[p]))];
    }

    /// <summary>
    /// The operating points that the experiment's selector chooses from the same errors and tolerances by another cost.
    /// </summary>
    /// <param name="library">The multipliers with that cost.</param>
    /// <exception cref="InfeasibleSelectionException">No choice meets targets and constraints by this cost.</exception>
    /// <exception cref="SelectionTimeException">Time ran out before a choice was found.</exception>
    public IReadOnlyList<PointPlan> PointsBy(MultiplierLibrary library)
    {
        var task = Task(library, CancellationToken.None);
        var (problem, choice) = Selectors.Named(Inputs.Options.Selector).Select(task);
        var names = PointNames.Of(Inputs.TargetSavings, Inputs.Scales);
        return [.. names.Select((name, p) => new PointPlan(name, choice.OfPoint(problem, p)))];
    }

    /// <summary>
    /// What a refinement may do: every point saves at least its target, or where scales were given as much as it does now. It
    /// starts from the points and from the choice of least strain.
    /// </summary>
    public RefinementProblem Refinement()
    {
        var points = Points().Select(p => p.Assignment).ToList();
        var power = new AssignmentPower(Inputs.Network.Value, Library);
        var caps = points.Select(
            (a, p) =>
            {
                var cap = Inputs.TargetSavings.Count > 0 ? 1 - Inputs.TargetSavings[p] : 1 - power.Saving(new PointPlan("", a));
                return (double?)(Inputs.Options.PowerCaps.Count > 0 ? Math.Min(cap, Inputs.Options.PowerCaps[p]) : cap);
            }
        );
        var problem = Problem([.. points.Select(_ => 1.0)], Constraints() with { PowerCaps = [.. caps] });
        if (Inputs.TargetSavings.Count == 0)
            return new RefinementProblem(problem, [points]);
        var strain = StrainSelector.Select(problem, Inputs.TargetSavings);
        var least = points.Select((_, p) => strain.Choice.OfPoint(strain.Problem, p)).ToList();
        return new RefinementProblem(problem, [points, least]);
    }

    /// <summary>
    /// What a training knows of the multipliers' effective weights; null when its gradients are those of exact products.
    /// </summary>
    public WeightResponses? Responses(RetrainingOptions options) =>
        options.Gradients == GradientForm.Exact
            ? null
            : new WeightResponses(Inputs.Profile.Load(), Library, options.Gradients, options.GradientWindow);

    /// <summary>What tunes the shared weights before a training; null when it begins with the weights as they are.</summary>
    public WeightTuner? Tuner(RetrainingOptions options, bool correction) =>
        options.WeightTuning ? new WeightTuner(Inputs.Profile.Load(), Library, correction) : null;

    /// <summary>The problem at other scale factors, without power caps, restricted to a set of multipliers.</summary>
    public SelectionProblem Restricted(IReadOnlyList<double> scales, IReadOnlyList<int> multipliers)
    {
        var others = Enumerable.Range(0, Library.Multipliers.Count).Except(multipliers);
        return Problem(scales, new SelectionConstraints { MustExclude = [.. others] });
    }

    protected override void Execute(StageWork work)
    {
        var task = Task(Library, work.Cancel);
        var problem = task.Problem;
        var clock = Stopwatch.StartNew();
        var best = task.Exact;
        var seconds = clock.Elapsed.TotalSeconds;
        var chosen = Selectors.Named(Inputs.Options.Selector).Select(task);
        var outcome = new SelectionOutcome(
            PointNames.Of(Inputs.TargetSavings, Inputs.Scales),
            problem.Scales,
            tolerances.Value,
            Set(chosen.Problem, chosen.Choice),
            Set(problem, best.Choice),
            best.Proven,
            best.Gap,
            best.Nodes,
            seconds,
            Set(problem, task.KMeans.Raw),
            Set(problem, task.KMeans.Repaired)
        );
        AtomicFile.Write(OutcomePath, JsonSerializer.SerializeToUtf8Bytes(outcome, StageJson.Options));
        work.Progress.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(", ", best.Choice.Multipliers.Select(m => Library.Multipliers[m].Name))}; savings "
                    + $"{string.Join(", ", best.Choice.Savings.Select(s => s.ToString("P1", CultureInfo.InvariantCulture)))}; "
                    + $"{(best.Proven ? "proven optimal" : "not proven")} in {seconds:0.000} s"
            )
        );
    }

    private SelectionTask Task(MultiplierLibrary library, CancellationToken cancel)
    {
        // With target savings the scales only say how many points there are.
        var scales = Inputs.TargetSavings.Count > 0 ? [.. Inputs.TargetSavings.Select(_ => 1.0)] : Inputs.Scales;
        var limit = TimeSpan.FromSeconds(Inputs.Options.TimeLimit);
        return new(Problem(scales, Constraints(), library), Inputs.TargetSavings, Inputs.Seed, limit, cancel);
    }

    private SelectionConstraints Constraints()
    {
        var o = Inputs.Options;
        return new SelectionConstraints
        {
            MustInclude = [.. o.Include.Select(Library.IndexOf)],
            MustExclude = [.. o.Exclude.Select(Library.IndexOf)],
            AreaBudget = o.AreaBudget > 0 ? o.AreaBudget : null,
            PowerCaps = [.. o.PowerCaps.Select(c => (double?)c)],
        };
    }

    private SelectionProblem Problem(IReadOnlyList<double> scales, SelectionConstraints constraints) =>
        Problem(scales, constraints, Library);

    private SelectionProblem Problem(IReadOnlyList<double> scales, SelectionConstraints constraints, MultiplierLibrary library)
    {
        var network = Inputs.Network.Value;
        var power = new AssignmentPower(network, library);
        var problem = SelectionProblem.Build(
            errorTable.Value,
            tolerances.Value,
            power.Costs,
            power.Powers,
            scales,
            Inputs.N,
            constraints,
            // RunChecks has seen that all are known.
            constraints.AreaBudget
                is null
                ? null
                : [.. library.Multipliers.Select(m => m.AreaSquareMicrometre!.Value)],
            [.. network.Layers.Select(l => l.Name)],
            [.. library.Multipliers.Select(m => m.Name)],
            library.ExactIndex
        );
        return Inputs.Options.AllowUninformative ? problem : problem.Without(uninformative.Value);
    }

    private static double[,] Used(ErrorTables tables, ErrorSource source) =>
        source switch
        {
            ErrorSource.Predicted => tables.Predicted,
            ErrorSource.Measured => tables.Pooled,
            ErrorSource.Centred => tables.Centred,
            ErrorSource.Retained => tables.Retained,
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, "there are no such errors"),
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
