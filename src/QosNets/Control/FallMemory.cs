namespace QosNets.Control;

/// <summary>
/// Remembers how far the budget fell within a window of frames, and forgets it slowly: what has happened may happen again.
/// </summary>
internal sealed class FallMemory
{
    // Half of a fall is forgotten after about 1,400 frames.
    private const double Kept = 1 - 1 / 2048.0;

    private double fall;

    /// <summary>Takes a budget and the largest of the window before it; returns the budget that may have to do soon.</summary>
    /// <param name="budget">Budget now.</param>
    /// <param name="largest">Largest budget of the last frames.</param>
    /// <param name="cheapest">Cost of the cheapest setting; falls below it change nothing.</param>
    public double Floor(double budget, double largest, double cheapest)
    {
        fall = Math.Max(fall * Kept, largest - Math.Max(budget, cheapest));
        return Math.Max(cheapest, budget - fall);
    }
}
