namespace QosNets.Selection;

/// <summary>Scale factors that reach target savings, and the selection they lead to.</summary>
/// <param name="Problem">The problem at these scales, with the targets as power caps.</param>
/// <param name="Selection">Its proven selection.</param>
public sealed record ScaleSearchResult(SelectionProblem Problem, ExactSelection Selection)
{
    /// <summary>Scale factor of each operating point, ascending.</summary>
    public IReadOnlyList<double> Scales => Problem.Scales;

    /// <summary>Saving each operating point achieves, at least its target.</summary>
    public IReadOnlyList<double> Savings => Selection.Choice.Savings;
}
