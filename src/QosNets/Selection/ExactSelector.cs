namespace QosNets.Selection;

/// <summary>
/// Finds the set S of at most n multipliers that minimises Σ_rows c·min{P(m) : m ∈ S, v_m ≤ 1}, and proves it
/// (docs/method.md, "Exact selector"). Every row uses the cheapest good-enough multiplier of the set; multipliers that no row
/// uses are left out unless they must be included. Among sets of equal objective the one that comes first
/// lexicographically by index wins.
/// </summary>
internal sealed class ExactSelector : ISelector
{
    /// <inheritdoc/>
    public string Name => "exact";

    /// <inheritdoc/>
    public string Summary => "branch and bound";

    /// <inheritdoc/>
    public bool NeedsTargetSavings => false;

    /// <inheritdoc/>
    public string? Remark => null;

    /// <inheritdoc/>
    public SelectedChoice Select(SelectionTask task) => new(task.Problem, task.Exact.Choice);

    /// <summary>Selects. Without a time limit the result is always proven, and always the same.</summary>
    /// <param name="problem">The problem with its constraints.</param>
    /// <param name="timeLimit">When it has passed, the best set so far is returned with its gap.</param>
    /// <param name="cancellation">As the time limit, from outside.</param>
    /// <exception cref="InfeasibleSelectionException">No set meets the constraints; the message names which one
    /// fails.</exception>
    /// <exception cref="SelectionTimeException">Time ran out before any set that meets the constraints was found.</exception>
    public static ExactSelection Select(
        SelectionProblem problem,
        TimeSpan? timeLimit = null,
        CancellationToken cancellation = default
    )
    {
        Infeasibility.CheckBeforeSearch(problem);
        var search = new BranchAndBound(
            SearchInstance.Of(problem, useCaps: true, useArea: true),
            timeLimit,
            firstFeasible: false,
            cancellation
        );
        search.Run();
        if (search.Best is not null)
            return new ExactSelection(
                MultiplierChoice.Cheapest(problem, search.Best)!,
                search.Complete,
                search.LowerBound,
                search.Nodes
            );
        if (!search.Complete)
            throw new SelectionTimeException(
                $"no set of at most {problem.Limit} multipliers that meets the constraints was found in the time given; allow "
                    + $"more time or relax a constraint"
            );
        throw Infeasibility.Explain(problem);
    }

    /// <summary>Whether any set meets the constraints.</summary>
    internal static bool IsFeasible(SelectionProblem problem)
    {
        if (problem.Rows.Any(row => !problem.Candidates.Any(m => row.Strain[m] <= 1)))
            return false;
        var search = new BranchAndBound(
            SearchInstance.Of(problem, useCaps: true, useArea: true),
            null,
            firstFeasible: true,
            CancellationToken.None
        );
        search.Run();
        return search.Best is not null;
    }

    /// <summary>
    /// The least power one point can have while all rows are served; null when that is impossible. Caps do not hold.
    /// </summary>
    internal static double? LeastPower(SelectionProblem problem, int point, bool useArea = true)
    {
        var search = new BranchAndBound(
            SearchInstance.Of(problem, useCaps: false, useArea, point),
            null,
            firstFeasible: false,
            CancellationToken.None
        );
        search.Run();
        return search.Best is null ? null : search.Objective * problem.Points;
    }
}

/// <summary>The outcome of <see cref="ExactSelector"/>.</summary>
/// <param name="Choice">The best set found and its assignment.</param>
/// <param name="Proven">Whether it is proven that no set is better by more than 10^−12.</param>
/// <param name="LowerBound">No set of n multipliers has a lower objective than this.</param>
/// <param name="Nodes">Nodes of the search tree.</param>
internal sealed record ExactSelection(MultiplierChoice Choice, bool Proven, double LowerBound, long Nodes)
{
    /// <summary>Mean relative power of the operating points.</summary>
    public double Objective => Choice.Objective;

    /// <summary>Objective minus lower bound, relative to the objective; 0 when proven.</summary>
    public double Gap => Proven || Objective == 0 ? 0 : (Objective - LowerBound) / Objective;
}
