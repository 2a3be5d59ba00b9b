namespace QosNets.Control;

/// <summary>
/// What the budget may fall to within a window, judged by what it did: not below the lowest that was ever seen, and not by
/// more than it fell within a window before. Falls are forgotten slowly, since what has happened may happen again.
/// </summary>
internal sealed class FallMemory
{
    // Half of a fall is forgotten after about 1,400 frames.
    private const double Kept = 1 - 1 / 2048.0;

    private double fall;
    private double lowest = double.PositiveInfinity;

    /// <summary>Takes a budget and the largest of the window before it; returns what may have to do soon.</summary>
    /// <param name="budget">Budget now.</param>
    /// <param name="largest">Largest budget of the last frames.</param>
    /// <param name="cheapest">Cost of the cheapest setting; falls below it change nothing.</param>
    public double Floor(double budget, double largest, double cheapest)
    {
        lowest = Math.Min(lowest, budget);
        fall = Math.Max(fall * Kept, largest - Math.Max(budget, cheapest));
        return Math.Max(cheapest, Math.Max(lowest, budget - fall));
    }
}
