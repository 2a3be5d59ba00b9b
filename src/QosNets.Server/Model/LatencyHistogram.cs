namespace QosNets.Server.Model;

/// <summary>
/// Durations counted in buckets a quarter of an octave wide, from 10 µs to over a minute: quantiles to within 19 %, in constant
/// memory.
/// </summary>
internal sealed class LatencyHistogram
{
    private const double Smallest = 10e-6;
    private const int PerOctave = 4;
    private readonly int[] counts = new int[24 * PerOctave];
    private int total;

    public void Clear()
    {
        Array.Clear(counts);
        total = 0;
    }

    public void Add(TimeSpan duration)
    {
        var bucket = (int)Math.Ceiling(PerOctave * Math.Log2(Math.Max(duration.TotalSeconds, Smallest) / Smallest));
        counts[Math.Min(bucket, counts.Length - 1)]++;
        total++;
    }

    /// <summary>The upper end of the bucket that holds a quantile, in seconds, or null when nothing was counted.</summary>
    /// <param name="share">0..1.</param>
    public double? Quantile(double share)
    {
        if (total == 0)
            return null;
        var (rank, bucket) = ((int)Math.Ceiling(share * total), 0);
        for (var below = counts[0]; below < rank; below += counts[bucket])
            bucket++;
        return Smallest * Math.Pow(2, (double)bucket / PerOctave);
    }
}
