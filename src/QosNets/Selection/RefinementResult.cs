namespace QosNets.Selection;

/// <summary>The multipliers of every point, and the loss of each.</summary>
/// <param name="Assignments">For each point its multipliers layer by layer.</param>
/// <param name="Losses">Measured loss of each point.</param>
internal sealed record RefinedPoints(IReadOnlyList<IReadOnlyList<int>> Assignments, IReadOnlyList<double> Losses)
{
    /// <summary>What the search minimises: the sum of the points' losses.</summary>
    public double Total => Losses.Sum();
}

/// <summary>The outcome of <see cref="Refinement"/>.</summary>
/// <param name="Ranked">All choices that were measured, the best first.</param>
/// <param name="Start">The first start.</param>
/// <param name="Measurements">Assignments that were measured.</param>
/// <param name="Converged">Whether the search ended by itself: no move helps.</param>
internal sealed record RefinementResult(
    IReadOnlyList<RefinedPoints> Ranked,
    RefinedPoints Start,
    int Measurements,
    bool Converged
)
{
    /// <summary>The best choice.</summary>
    public RefinedPoints Best => Ranked[0];
}
