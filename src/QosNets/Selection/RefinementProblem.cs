namespace QosNets.Selection;

/// <summary>What a refinement of a choice may change, and within which limits.</summary>
/// <param name="Problem">
/// Strains at scale 1, powers, n, and every point's power cap. Strains order the changes that are tried; an infinite one forbids.
/// </param>
/// <param name="Starts">Choices to start from, the best of which counts: for each point its multipliers layer by layer.</param>
internal sealed record RefinementProblem(SelectionProblem Problem, IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Starts)
{
    /// <summary>Checks that every point has a cap and every start is within the limits.</summary>
    /// <exception cref="ArgumentException">A point has no power cap, or a start breaks a limit.</exception>
    public RefinementProblem Validated()
    {
        var caps = Problem.Constraints.PowerCaps;
        if (caps.Count != Problem.Points || caps.Any(c => c is null))
            throw new ArgumentException($"a refinement needs a power cap for each of {Problem.Points} operating points");
        if (Starts.Count == 0)
            throw new ArgumentException("a refinement needs a choice to start from");
        foreach (var start in Starts)
        {
            var set = start.SelectMany(a => a).Distinct().Count();
            if (start.Count != Problem.Points || start.Any(a => a.Count != Problem.Layers) || set > Problem.Limit)
                throw new ArgumentException(
                    $"a start has {start.Count} points and {set} multipliers; the problem has {Problem.Points} points of "
                        + $"{Problem.Layers} layers and at most {Problem.Limit} multipliers"
                );
        }
        return this;
    }
}
