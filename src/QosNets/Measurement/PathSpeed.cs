using QosNets.Kernels;

namespace QosNets.Measurement;

/// <summary>Speed of one path with one number of threads.</summary>
/// <param name="Path">Name of the path.</param>
/// <param name="Plan">How the path computes the table, see <see cref="NamedTable.PlanOn"/>.</param>
/// <param name="Threads">Threads that it may use.</param>
/// <param name="GproductsPerSecond">10^9 products a second, the median of the rounds.</param>
/// <param name="Ratio">How many times as fast as the yardstick, the median of the rounds.</param>
internal sealed record PathSpeed(string Path, string Plan, int Threads, double GproductsPerSecond, double Ratio)
{
    /// <summary>
    /// Compares the sums of every path with those by their definition, then times the paths against a yardstick.
    /// </summary>
    /// <param name="work">What they compute.</param>
    /// <param name="paths">Paths that this processor supports.</param>
    /// <param name="threads">Numbers of threads.</param>
    /// <param name="options">How long to measure.</param>
    /// <param name="yardstick">Does the same work, checked by the caller; null for the scalar loop on one thread.</param>
    /// <param name="progress">Hears the fraction done, 0..1; null when nobody listens.</param>
    /// <param name="cancel">Stops the measurement.</param>
    /// <returns>One for each path and number of threads, in that order.</returns>
    /// <exception cref="MeasurementException">A path gives wrong sums.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<PathSpeed> Measure(
        TableWorkload work,
        IReadOnlyList<KernelPath> paths,
        IReadOnlyList<int> threads,
        RoundOptions options,
        Action? yardstick = null,
        Action<double>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(work);
        var cases = paths.SelectMany(p => threads.Select(t => (Path: p, Threads: t))).ToList();
        using var scope = new ThreadScope();
        foreach (var (path, count) in cases)
        {
            cancel.ThrowIfCancellationRequested();
            KernelOptions.Threads = count;
            work.Check($"path {path.Name}, threads {count}", () => work.Run(path));
        }
        KernelOptions.Threads = 1;
        work.Check("the scalar loop", work.RunScalarLoop);
        var calls = cases.Select(c => ThreadScope.On(c.Threads, () => work.Run(c.Path))).ToList();
        var reference = yardstick is null && work.Table.IsGeneral ? cases.IndexOf((KernelPaths.All[^1], 1)) : -1;
        if (reference < 0)
        {
            reference = calls.Count;
            calls.Add(yardstick ?? ThreadScope.On(1, () => work.RunScalarLoop()));
        }
        var times = InterleavedRounds.Measure(calls, options, progress, cancel);
        return
        [
            .. cases.Select(
                (c, i) =>
                    new PathSpeed(
                        c.Path.Name,
                        work.Table.PlanOn(c.Path, work.Geometry),
                        c.Threads,
                        work.Products / times.Median(i) / 1e9,
                        times.Speedup(reference, i)
                    )
            ),
        ];
    }
}
