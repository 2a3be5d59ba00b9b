using QosNets.Selection;

namespace QosNets.Tests.Selection;

/// <summary>Tries every set of at most n multipliers: what the exact selector must equal.</summary>
internal static class BruteForce
{
    /// <summary>The best set and its objective; null when none meets the constraints.</summary>
    public static (double Objective, int[] Set)? Solve(SelectionProblem problem)
    {
        (double Objective, int[] Set)? best = null;
        var count = problem.Powers.Count;
        for (var mask = 1; mask < 1 << count; mask++)
        {
            var set = Enumerable.Range(0, count).Where(m => (mask >> m & 1) != 0).ToArray();
            if (set.Length > problem.Limit || !Allowed(problem, set) || Objective(problem, set) is not { } objective)
                continue;
            if (
                best is not { } b
                || objective < b.Objective - 1e-12
                || (objective <= b.Objective + 1e-12 && set.AsSpan().SequenceCompareTo(b.Set) < 0)
            )
                best = (objective, set);
        }
        return best;
    }

    private static bool Allowed(SelectionProblem problem, int[] set)
    {
        var c = problem.Constraints;
        return c.MustInclude.All(set.Contains)
            && !c.MustExclude.Any(set.Contains)
            && !(c.AreaBudget is { } budget && set.Sum(m => problem.Areas![m]) > budget * (1 + 1e-12));
    }

    /// <summary>
    /// Null when a row has no good-enough multiplier, a cap is exceeded, or a member is neither used nor required.
    /// </summary>
    private static double? Objective(SelectionProblem problem, int[] set)
    {
        var powers = new double[problem.Points];
        var used = new HashSet<int>(problem.Constraints.MustInclude);
        foreach (var row in problem.Rows)
        {
            var good = set.Where(m => row.Strain[m] <= 1).OrderBy(m => problem.Powers[m]).ThenBy(m => m).ToArray();
            if (good.Length == 0)
                return null;
            used.Add(good[0]);
            powers[row.Point] += row.Cost * problem.Powers[good[0]] / problem.Costs.Sum();
        }
        for (var p = 0; p < problem.Constraints.PowerCaps.Count; p++)
        {
            if (powers[p] > (problem.Constraints.PowerCaps[p] ?? double.PositiveInfinity) + 1e-12)
                return null;
        }
        return used.Count == set.Length ? powers.Average() : null;
    }
}
