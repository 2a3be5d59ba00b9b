namespace QosNets.Simulation;

/// <summary>A budget for every frame.</summary>
/// <param name="Name">Name, for people.</param>
/// <param name="Times">Seconds of each frame, not falling.</param>
/// <param name="Budgets">Permitted mean relative power of each frame, at or above 0.</param>
internal sealed record BudgetTrace(string Name, IReadOnlyList<double> Times, IReadOnlyList<double> Budgets)
{
    /// <summary>The battery that the frames are fed from; null where there is none.</summary>
    public Battery? Battery { get; init; }

    /// <summary>What a user should know about the file that the trace was read from, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Number of frames.</summary>
    public int Frames => Budgets.Count;

    /// <summary>Energy allowed over all frames, in inferences of the exact network.</summary>
    public double Allowed => Budgets.Sum();
}

/// <summary>
/// A battery. Harvest beyond its capacity is lost. A frame that finds too little energy empties it and is counted; it still
/// runs, as if on a second supply, so that accuracies can be compared.
/// </summary>
/// <param name="Capacity">Energy that it holds, in inferences of the exact network.</param>
/// <param name="Charge">Energy at the start, 0..capacity.</param>
/// <param name="Harvest">Energy that comes in with each frame.</param>
internal sealed record Battery(double Capacity, double Charge, IReadOnlyList<double> Harvest);
