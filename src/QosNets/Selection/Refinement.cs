namespace QosNets.Selection;

/// <summary>
/// Improves a choice of multipliers by measurement (docs/method.md, "Refinement by measurement"). A local search whose moves
/// exchange one multiplier of the set, or those of one or two layers at one point. Strains say which moves are tried first, the
/// measured loss alone says which are taken; a pair of infinite strain is none. Every point stays within its power cap. The
/// search ends when no move from its best choice helps, or after a number of measurements; the same losses lead to the same
/// choice.
/// </summary>
internal sealed class Refinement
{
    // Moves that one round measures at a point, and sets that one round measures.
    private const int LayerMoves = 4;
    private const int SetMoves = 3;

    private readonly SelectionProblem problem;
    private readonly Func<IReadOnlyList<int>, double> loss;
    private readonly int budget;
    private readonly PointAssignment points;
    private readonly double[] shares;
    private readonly Dictionary<string, double> measured = [];
    private readonly List<RefinedPoints> states = [];
    private readonly int[] allowed;

    private Refinement(SelectionProblem problem, Func<IReadOnlyList<int>, double> loss, int budget)
    {
        (this.problem, this.loss, this.budget) = (problem, loss, budget);
        points = new PointAssignment(problem);
        var total = problem.Costs.Sum();
        shares = [.. problem.Costs.Select(c => c / total)];
        allowed = [.. Enumerable.Range(0, problem.Powers.Count).Except(problem.Constraints.MustExclude)];
    }

    /// <summary>Searches.</summary>
    /// <param name="task">The limits and the starts.</param>
    /// <param name="loss">Loss of a point, by its multipliers layer by layer; asked once for each assignment.</param>
    /// <param name="measurements">
    /// Assignments after which the search ends; the first start and a set that is begun are measured in any case.
    /// </param>
    /// <exception cref="ArgumentException">A point has no power cap, or a start breaks a limit.</exception>
    public static RefinementResult Search(RefinementProblem task, Func<IReadOnlyList<int>, double> loss, int measurements)
    {
        var search = new Refinement(task.Validated().Problem, loss, measurements);
        var converged = search.Run(task.Starts);
        return new RefinementResult([.. search.states.OrderBy(s => s.Total)], search.states[0], search.measured.Count, converged);
    }

    private bool Spent => measured.Count >= budget;

    private bool Run(IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> starts)
    {
        var best = State(starts[0]);
        foreach (var start in starts.Skip(1).Where(_ => !Spent))
            best = Better(best, State(start));
        while (!Spent)
        {
            var (measurements, total) = (measured.Count, best.Total);
            for (var p = 0; p < problem.Points; p++)
                best = ImproveLayers(best, p);
            best = ImproveSet(best);
            // Nothing is left to measure round the best choice.
            if (measured.Count == measurements && best.Total >= total)
                return true;
        }
        return false;
    }

    private static RefinedPoints Better(RefinedPoints a, RefinedPoints b) => b.Total < a.Total ? b : a;

    private RefinedPoints State(IReadOnlyList<IReadOnlyList<int>> assignments)
    {
        var state = new RefinedPoints(assignments, [.. assignments.Select(Loss)]);
        states.Add(state);
        return state;
    }

    private double Loss(IReadOnlyList<int> assignment)
    {
        var key = Key(assignment);
        if (!measured.TryGetValue(key, out var value))
            measured[key] = value = loss(assignment) is var l && double.IsNaN(l) ? double.PositiveInfinity : l;
        return value;
    }

    private bool Known(IReadOnlyList<int> assignment) => measured.ContainsKey(Key(assignment));

    private static string Key(IReadOnlyList<int> assignment) => string.Join(',', assignment);

    private HashSet<int> Set(RefinedPoints state) =>
        [.. state.Assignments.SelectMany(a => a), .. problem.Constraints.MustInclude];

    /// <summary>Tries other multipliers of the set in one or two layers of a point.</summary>
    private RefinedPoints ImproveLayers(RefinedPoints state, int point)
    {
        var best = state;
        var moves = Moves(state.Assignments[point], [.. Set(state).Order()], problem.Constraints.PowerCaps[point]!.Value)
            .ToLookup(Known);
        // Another point may have been measured with it.
        if (moves[true].MinBy(Loss) is { } known && Loss(known) < best.Losses[point])
            best = State(With(state, point, known));
        foreach (var move in moves[false].OrderBy(Squares).Take(LayerMoves))
        {
            if (Spent)
                break;
            best = Better(best, State(With(state, point, move)));
        }
        return best;
    }

    private static IReadOnlyList<int>[] With(RefinedPoints state, int point, int[] assignment) =>
        [.. state.Assignments.Select((a, p) => p == point ? assignment : a)];

    private IEnumerable<int[]> Moves(IReadOnlyList<int> from, int[] set, double cap)
    {
        var changes = Enumerable
            .Range(0, from.Count)
            .SelectMany(l =>
                set.Where(m => m != from[l] && double.IsFinite(problem.UnitStrain[l, m])).Select(m => (Layer: l, Multiplier: m))
            )
            .ToArray();
        for (var i = 0; i < changes.Length; i++)
        {
            for (var j = i; j < changes.Length; j++)
            {
                if (j > i && changes[j].Layer == changes[i].Layer)
                    continue;
                int[] to = [.. from];
                to[changes[i].Layer] = changes[i].Multiplier;
                to[changes[j].Layer] = changes[j].Multiplier;
                if (Power(to) <= cap + SearchInstance.Tolerance)
                    yield return to;
            }
        }
    }

    /// <summary>Tries sets with one other multiplier, exchanged or added; points choose the better of old and new.</summary>
    private RefinedPoints ImproveSet(RefinedPoints state)
    {
        var best = state;
        var sets = Sets(Set(state))
            .Select(set => (Set: set, Assignments: Assign(set)))
            .Where(s => s.Assignments is not null && !s.Assignments.All(Known))
            .OrderBy(s => s.Assignments!.Sum(Squares))
            .Take(SetMoves);
        foreach (var (set, assignments) in sets)
        {
            if (Spent)
                break;
            var next = assignments!.Select(
                (a, p) =>
                {
                    var old = state.Assignments[p];
                    return old.All(set.Contains) && state.Losses[p] <= Loss(a) ? old : a;
                }
            );
            best = Better(best, State([.. next]));
        }
        return best;
    }

    private IEnumerable<HashSet<int>> Sets(HashSet<int> set)
    {
        foreach (var added in allowed.Except(set))
        {
            if (set.Count < problem.Limit && Fits([.. set, added]))
                yield return [.. set, added];
            foreach (var removed in set.Except(problem.Constraints.MustInclude).Order())
            {
                HashSet<int> other = [.. set.Where(m => m != removed), added];
                if (Fits(other))
                    yield return other;
            }
        }
    }

    private bool Fits(HashSet<int> set) =>
        problem.Constraints.AreaBudget is not { } area
        || set.Sum(m => problem.Areas![m]) <= area * (1 + SearchInstance.Tolerance);

    /// <summary>Every point's assignment of least squared strain within its cap; null where a point has none.</summary>
    private int[][]? Assign(HashSet<int> set)
    {
        int[] ordered = [.. set.Order()];
        var all = new int[problem.Points][];
        for (var p = 0; p < all.Length; p++)
        {
            var (assignment, squares, _) = points.Assign(ordered, problem.Constraints.PowerCaps[p]!.Value);
            if (double.IsInfinity(squares))
                return null;
            all[p] = assignment;
        }
        return all;
    }

    private double Power(IReadOnlyList<int> assignment) => assignment.Select((m, l) => shares[l] * problem.Powers[m]).Sum();

    private double Squares(IReadOnlyList<int> assignment) =>
        assignment.Select((m, l) => problem.UnitStrain[l, m] * problem.UnitStrain[l, m]).Sum();
}
