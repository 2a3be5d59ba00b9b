namespace QosNets.Measurement;

/// <summary>What <see cref="InterleavedRounds"/> measured.</summary>
/// <param name="Seconds">Seconds of one call, [candidate][round].</param>
internal sealed record RoundTimes(double[][] Seconds)
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

/// <summary>
/// Times several ways to do the same work. Every round goes through all of them, so that a machine that slows down slows them
/// all, and their ratios hold where their seconds do not.
/// </summary>
internal static class InterleavedRounds
{
    // The compiler replaces its first, slow code only after 30 calls and a pause of 100 ms without other work for it.
    private const double SettleSeconds = 0.3;
    private const double MostSettling = 10 * SettleSeconds;
    private const double Improvement = 0.95;
    private const int WarmUpRounds = 3;

    /// <summary>Measures until the time is over.</summary>
    /// <param name="candidates">What to time; each must do the same work whenever it is called.</param>
    /// <param name="options">How long.</param>
    /// <param name="progress">Hears the fraction done, 0..1; null when nobody listens.</param>
    /// <param name="cancel">Stops between two calls of candidates.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static RoundTimes Measure(
        IReadOnlyList<Action> candidates,
        RoundOptions options,
        Action<double>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);
        var time = options.Time;
        var repeats = WarmUp(candidates, options, time, cancel);
        var rounds = candidates.Select(_ => new List<double>()).ToArray();
        var begun = time.GetTimestamp();
        for (var round = 0; round < options.LeastRounds || time.GetElapsedTime(begun).TotalSeconds < options.Seconds; round++)
        {
            for (var c = 0; c < candidates.Count; c++)
                rounds[c].Add(Sample(candidates[c], repeats[c], time, cancel));
            var byTime = time.GetElapsedTime(begun).TotalSeconds / options.Seconds;
            progress?.Invoke(Math.Min(1, Math.Min(byTime, (round + 1.0) / options.LeastRounds)));
        }
        return new RoundTimes([.. rounds.Select(r => r.ToArray())]);
    }

    /// <summary>
    /// Calls every candidate until none becomes faster any more; how often each has to be repeated for one sample.
    /// </summary>
    private static int[] WarmUp(
        IReadOnlyList<Action> candidates,
        RoundOptions options,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var brevity = Math.Min(1, options.Seconds / SettleSeconds);
        var fastest = Enumerable.Repeat(double.PositiveInfinity, candidates.Count).ToArray();
        var begun = time.GetTimestamp();
        var improved = begun;
        bool Settles() =>
            time.GetElapsedTime(improved).TotalSeconds < SettleSeconds * brevity
            && time.GetElapsedTime(begun).TotalSeconds < MostSettling * brevity;
        for (var round = 0; round < WarmUpRounds || Settles(); round++)
        {
            for (var c = 0; c < candidates.Count; c++)
            {
                var seconds = Sample(candidates[c], 1, time, cancel);
                if (seconds < Improvement * fastest[c])
                    improved = time.GetTimestamp();
                fastest[c] = Math.Min(fastest[c], seconds);
            }
        }
        return [.. fastest.Select(f => (int)Math.Clamp(Math.Ceiling(options.SampleSeconds / Math.Max(f, 1e-9)), 1, 1e6))];
    }

    private static double Sample(Action candidate, int repeats, TimeProvider time, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var begun = time.GetTimestamp();
        for (var i = 0; i < repeats; i++)
            candidate();
        return time.GetElapsedTime(begun).TotalSeconds / repeats;
    }
}
