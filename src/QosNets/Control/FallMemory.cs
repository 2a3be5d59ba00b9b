namespace QosNets.Control;

/// <summary>
/// What the budget may fall to within a window, judged by what it did: not by more than it fell within a window before, and
/// not below the lowest that was seen before the last window, unless it is below that already. Falls are forgotten slowly, since
/// what has happened may happen again.
/// </summary>
internal sealed class FallMemory
{
    // Half of a fall is forgotten after about 1,400 frames.
    private const double Kept = 1 - 1 / 2048.0;

    private double fall;
    private double lowest = double.PositiveInfinity;

    /// <summary>Takes a budget and the largest of the window before it; returns what may have to do soon.</summary>
    /// <param name="budget">Budget now.</param>
    /// <param name="largest">Largest budget of the last window.</param>
    /// <param name="oldest">Oldest budget of the last window; infinite while there is no whole one.</param>
    /// <param name="cheapest">Cost of the cheapest setting; falls below it change nothing.</param>
    public double Floor(double budget, double largest, double oldest, double cheapest)
    {
        lowest = Math.Min(lowest, oldest);
        fall = Math.Max(fall * Kept, largest - Math.Max(budget, cheapest));
        return Math.Max(cheapest, lowest <= budget ? Math.Max(lowest, budget - fall) : budget - fall);
    }
}
