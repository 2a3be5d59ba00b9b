namespace QosNets.Selection;

/// <summary>Finds out which constraint makes a selection impossible and says so.</summary>
internal static class Infeasibility
{
    /// <summary>The reasons that are seen without a search.</summary>
    /// <exception cref="InfeasibleSelectionException">A row has no good-enough candidate, or the multipliers that must be
    /// included exceed the area.</exception>
    public static void CheckBeforeSearch(SelectionProblem problem)
    {
        foreach (var row in problem.Rows)
        {
            if (problem.Candidates.Any(m => row.Strain[m] <= 1))
                continue;
            var nearest = Enumerable
                .Range(0, row.Strain.Length)
                .Except(problem.Constraints.MustExclude)
                .OrderBy(m => row.Strain[m])
                .ToArray();
            var detail =
                nearest.Length == 0
                    ? "all are excluded"
                    : $"the nearest, {problem.MultiplierNames[nearest[0]]}, has a strain of {row.Strain[nearest[0]]:g4} where "
                        + $"at most 1 passes";
            throw new InfeasibleSelectionException(
                $"no multiplier is good enough for {problem.RowName(row)}: {detail}; add the exact multiplier or raise the scale"
            );
        }
        if (problem.Constraints.AreaBudget is not { } budget)
            return;
        var included = problem.Constraints.MustInclude.Distinct().ToArray();
        for (var count = 1; count <= included.Length; count++)
        {
            var first = included[..count];
            var area = first.Sum(m => problem.Areas![m]);
            if (area > budget * (1 + SearchInstance.Tolerance))
                throw new InfeasibleSelectionException(
                    $"{Names(problem, first)} must be included and have an area of {area:g6}, the budget is {budget:g6}; "
                        + $"raise it or include fewer"
                );
        }
    }

    /// <summary>The reason why a complete search found nothing.</summary>
    public static InfeasibleSelectionException Explain(SelectionProblem problem)
    {
        var included =
            problem.Constraints.MustInclude.Count > 0 ? $" with {Names(problem, problem.Constraints.MustInclude)} included" : "";
        if (ExactSelector.LeastPower(problem, 0, useArea: false) is null)
            return new InfeasibleSelectionException(
                $"no set of n = {problem.Limit} multipliers{included} has a good-enough one for every row; raise n, raise the "
                    + $"scales or allow the exact multiplier"
            );
        if (ExactSelector.LeastPower(problem, 0) is null)
            return new InfeasibleSelectionException(
                $"no set of n = {problem.Limit} multipliers{included} that serves every row fits the area budget of "
                    + $"{problem.Constraints.AreaBudget:g6}; raise it or the scales"
            );
        for (var p = 0; p < problem.Constraints.PowerCaps.Count; p++)
        {
            if (problem.Constraints.PowerCaps[p] is not { } cap)
                continue;
            var least = ExactSelector.LeastPower(problem, p)!.Value;
            if (least > cap + SearchInstance.Tolerance)
                return new InfeasibleSelectionException(
                    $"operating point {p} is capped at a relative power of {cap:g6}, the least attainable is {least:g6}; "
                        + $"raise the cap, its scale or n"
                );
        }
        return new InfeasibleSelectionException(
            $"every power cap can be met by itself, but no set of n = {problem.Limit} multipliers{included} meets all of "
                + $"them; raise a cap, a scale or n"
        );
    }

    private static string Names(SelectionProblem problem, IEnumerable<int> multipliers) =>
        string.Join(" and ", multipliers.Select(m => problem.MultiplierNames[m]));
}
