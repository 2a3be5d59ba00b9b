namespace QosNets.Selection;

/// <summary>
/// Chooses n multipliers and their layers for given savings directly. It minimises Σ_rows v², the added noise power in units of
/// what each layer tolerates, while every operating point saves at least its target. A layer may exceed its tolerance where that
/// saves much, which a common scale does not allow. The search improves sets by additions and swaps, starting among others from
/// the set of <see cref="ScaleSearch"/>. The same arguments give the same set; it is not proven to be best.
/// </summary>
internal sealed class StrainSelector : ISelector
{
    private const double ExcessWeight = 1e12;

    /// <inheritdoc/>
    public string Name => "strain";

    /// <inheritdoc/>
    public string Summary => "least sum of squared strains at the target savings";

    /// <inheritdoc/>
    public bool NeedsTargetSavings => true;

    /// <inheritdoc/>
    public string? Remark =>
        "The points are the choice of least squared strain at the target savings; the exact selector's optimum stands "
        + "beside it.";

    /// <inheritdoc/>
    public SelectedChoice Select(SelectionTask task)
    {
        var least = Select(task.Template, task.TargetSavings);
        return new SelectedChoice(least.Problem, least.Choice);
    }

    /// <summary>Selects.</summary>
    /// <param name="template">Errors, powers, n and constraints; its scales are not used. Power caps, if any, hold in
    /// addition.</param>
    /// <param name="targetSavings">Least saving of each operating point, ascending, each below 1.</param>
    /// <exception cref="ArgumentException">The targets are not ascending numbers below 1.</exception>
    /// <exception cref="InfeasibleSelectionException">A target is unreachable; the message gives the largest saving
    /// attainable.</exception>
    public static StrainSelection Select(SelectionProblem template, IReadOnlyList<double> targetSavings)
    {
        var scaled = ScaleSearch.Find(template, targetSavings);
        var caps = scaled.Problem.Constraints.PowerCaps;
        var problem = template.With([.. caps.Select(_ => 1.0)], scaled.Problem.Constraints);
        var search = new Search(problem);
        var best = search.Improve([.. scaled.Selection.Choice.Multipliers]);
        var other = search.Improve([.. problem.Constraints.MustInclude.Distinct()]);
        if (search.Value(other) < search.Value(best))
            best = other;
        var assignment = search.Assign(best);
        var used = assignment.Concat(problem.Constraints.MustInclude).Distinct();
        return new StrainSelection(problem, MultiplierChoice.Of(problem, used, assignment), search.Value(best));
    }

    private sealed class Search(SelectionProblem problem)
    {
        private readonly PointAssignment points = new(problem);
        private readonly int[] allowed = [.. Enumerable.Range(0, problem.Powers.Count).Except(problem.Constraints.MustExclude)];

        public int[] Assign(List<int> set) =>
            [.. problem.Constraints.PowerCaps.SelectMany(cap => points.Assign(set, cap!.Value).Assignment)];

        /// <summary>
        /// Σ v² of all points. A set that exceeds a cap or the area has a value above all sets that do not, and the value rises
        /// with the excess.
        /// </summary>
        public double Value(List<int> set)
        {
            var excess = problem.Constraints.AreaBudget is { } budget
                ? Math.Max(0, set.Sum(m => problem.Areas![m]) - budget * (1 + SearchInstance.Tolerance))
                : 0;
            var squares = 0.0;
            foreach (var cap in problem.Constraints.PowerCaps)
            {
                var point = points.Assign(set, cap!.Value);
                excess += point.Excess;
                squares += point.Excess > 0 ? 0 : point.Squares;
            }
            return excess > 0 ? ExcessWeight * (1 + excess) : squares;
        }

        /// <summary>Adds and swaps, best change first, until none helps.</summary>
        public List<int> Improve(List<int> set)
        {
            var value = set.Count > 0 ? Value(set) : double.PositiveInfinity;
            while (true)
            {
                List<int>? next = null;
                foreach (var candidate in Neighbours(set))
                {
                    var v = Value(candidate);
                    if (v < value)
                        (value, next) = (v, candidate);
                }
                if (next is null)
                    return set;
                set = next;
            }
        }

        private IEnumerable<List<int>> Neighbours(List<int> set)
        {
            foreach (var m in allowed.Except(set))
            {
                if (set.Count < problem.Limit)
                    yield return [.. set, m];
                foreach (var old in set.Except(problem.Constraints.MustInclude))
                    yield return [.. set.Where(x => x != old), m];
            }
        }
    }
}

/// <summary>The outcome of <see cref="StrainSelector"/>.</summary>
/// <param name="Problem">The problem with every scale at 1, so that strains are in tolerances, and the targets as power
/// caps.</param>
/// <param name="Choice">
/// The set and its assignment. Strains above 1 are allowed here; <see cref="MultiplierChoice.ViolatingRows"/> counts the rows
/// that have one.
/// </param>
/// <param name="SquaredStrain">Σ_rows v², which was minimised.</param>
internal sealed record StrainSelection(SelectionProblem Problem, MultiplierChoice Choice, double SquaredStrain);
