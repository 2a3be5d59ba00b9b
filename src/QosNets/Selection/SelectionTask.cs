namespace QosNets.Selection;

/// <summary>
/// What a selector is asked. The scale search, the optimum and the papers' choice are made once, when they are first asked
/// for: reports show the last two beside whatever was chosen.
/// </summary>
internal sealed class SelectionTask
{
    private readonly Lazy<SelectionProblem> problem;
    private readonly Lazy<ExactSelection> exact;
    private readonly Lazy<KMeansSelection> kMeans;

    /// <summary>Makes a task.</summary>
    /// <param name="template">Errors, powers, n and constraints. With target savings its scales are not used.</param>
    /// <param name="targetSavings">Least saving of each point, ascending, below 1; empty to take the template's scales.</param>
    /// <param name="seed">Seed of k-means.</param>
    /// <param name="timeLimit">
    /// When it has passed, the exact search gives the best set so far; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </param>
    /// <param name="cancellation">As the time limit, from outside.</param>
    public SelectionTask(
        SelectionProblem template,
        IReadOnlyList<double> targetSavings,
        int seed,
        TimeSpan timeLimit,
        CancellationToken cancellation
    )
    {
        (Template, TargetSavings) = (template, targetSavings);
        problem = new(() => targetSavings.Count > 0 ? ScaleSearch.Find(template, targetSavings).Problem : template);
        TimeSpan? limit = timeLimit == Timeout.InfiniteTimeSpan ? null : timeLimit;
        exact = new(() => ExactSelector.Select(Problem, limit, cancellation));
        kMeans = new(() => KMeansSelector.Select(Problem, seed));
    }

    /// <summary>The problem as given.</summary>
    public SelectionProblem Template { get; }

    /// <summary>Least saving of each point, or empty.</summary>
    public IReadOnlyList<double> TargetSavings { get; }

    /// <summary>The problem at the scale factors asked for, or at those that meet the target savings.</summary>
    /// <exception cref="InfeasibleSelectionException">A target is unreachable.</exception>
    public SelectionProblem Problem => problem.Value;

    /// <summary>The optimum of <see cref="Problem"/>.</summary>
    /// <exception cref="InfeasibleSelectionException">No set meets the constraints.</exception>
    /// <exception cref="SelectionTimeException">Time ran out before a set was found.</exception>
    public ExactSelection Exact => exact.Value;

    /// <summary>The papers' choice for <see cref="Problem"/>.</summary>
    /// <exception cref="InfeasibleSelectionException">There is no exact multiplier to fall back on.</exception>
    public KMeansSelection KMeans => kMeans.Value;
}
