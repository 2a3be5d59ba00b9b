namespace QosNets.Selection;

/// <summary>The outcome of <see cref="ExactSelector"/>.</summary>
/// <param name="Choice">The best set found and its assignment.</param>
/// <param name="Proven">Whether it is proven that no set is better by more than 10^−12.</param>
/// <param name="LowerBound">No set of n multipliers has a lower objective than this.</param>
/// <param name="Nodes">Nodes of the search tree.</param>
public sealed record ExactSelection(MultiplierChoice Choice, bool Proven, double LowerBound, long Nodes)
{
    /// <summary>Mean relative power of the operating points.</summary>
    public double Objective => Choice.Objective;

    /// <summary>Objective minus lower bound, relative to the objective; 0 when proven.</summary>
    public double Gap => Proven || Objective == 0 ? 0 : (Objective - LowerBound) / Objective;
}
