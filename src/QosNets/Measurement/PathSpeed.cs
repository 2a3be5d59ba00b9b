using QosNets.Kernels;

namespace QosNets.Measurement;

/// <summary>Speed of one path with one number of threads.</summary>
/// <param name="Path">The path.</param>
/// <param name="Threads">Threads that it may use.</param>
/// <param name="GproductsPerSecond">10^9 products a second, the median of the rounds.</param>
/// <param name="Ratio">How many times as fast as the scalar path on one thread, the median of the rounds.</param>
public sealed record PathSpeed(GemmPath Path, int Threads, double GproductsPerSecond, double Ratio)
{
    /// <summary>Compares every path with the sums by their definition, then times them against the scalar path on one thread.</summary>
    /// <param name="work">What they compute.</param>
    /// <param name="paths">Paths that this processor supports.</param>
    /// <param name="threads">Numbers of threads.</param>
    /// <param name="options">How long to measure.</param>
    /// <param name="progress">Hears the fraction done, 0..1; null when nobody listens.</param>
    /// <param name="cancel">Stops the measurement.</param>
    /// <returns>One for each path and number of threads, in that order.</returns>
    /// <exception cref="MeasurementException">A path gives wrong sums.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<PathSpeed> Measure(
        TableWorkload work, IReadOnlyList<GemmPath> paths, IReadOnlyList<int> threads, RoundOptions options,
        Action<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var scalar = TableGemm.Paths[^1];
        var candidates = paths.SelectMany(p => threads.Select(t => (Path: p, Threads: t))).Prepend((Path: scalar, Threads: 1)).Distinct().ToList();
        using var scope = new ThreadScope();
        foreach (var (path, count) in candidates)
        {
            cancel.ThrowIfCancellationRequested();
            KernelOptions.Threads = count;
            work.Check($"path {path.Name}, {count} threads", () => work.Run(path));
        }
        var times = InterleavedRounds.Measure([.. candidates.Select(c => ThreadScope.On(c.Threads, () => work.Run(c.Path)))], options, progress, cancel);
        return [.. paths.SelectMany(p => threads.Select(t => (p, t))).Select(wanted =>
        {
            var c = candidates.IndexOf(wanted);
            return new PathSpeed(wanted.p, wanted.t, work.Products / times.Median(c) / 1e9, times.Speedup(0, c));
        })];
    }
}
