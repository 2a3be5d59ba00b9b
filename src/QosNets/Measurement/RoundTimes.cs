namespace QosNets.Measurement;

/// <summary>What <see cref="InterleavedRounds"/> measured.</summary>
/// <param name="Seconds">Seconds of one call, [candidate][round].</param>
public sealed record RoundTimes(double[][] Seconds)
{
    /// <summary>Number of rounds.</summary>
    public int Rounds => Seconds[0].Length;

    /// <summary>Median of a candidate's seconds.</summary>
    public double Median(int candidate) => MedianOf(Seconds[candidate]);

    /// <summary>
    /// How many times as fast as the reference a candidate is: the median, over the rounds, of the reference's seconds over
    /// its own in the same round.
    /// </summary>
    public double Speedup(int reference, int candidate) =>
        MedianOf([.. Seconds[reference].Zip(Seconds[candidate], (r, c) => r / c)]);

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static double MedianOf(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("a median needs at least one value", nameof(values));
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
