namespace QosNets.Control;

/// <summary>
/// Says how low the budget may fall within the next window, going by how it fell before. It expects no fall that is larger
/// than the largest fall within a window so far. It expects no budget below the lowest one that was seen before the last
/// window, unless the budget is below that already. The size of the largest fall is forgotten slowly, because what has
/// happened once may happen again.
/// </summary>
internal sealed class FallMemory
{
    // Half of a fall is forgotten after about 1,400 frames.
    private const double Kept = 1 - 1 / 2048.0;

    private double fall;
    private double lowest = double.PositiveInfinity;

    /// <summary>Takes the budget of a frame, and returns the lowest budget to expect within a window.</summary>
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
