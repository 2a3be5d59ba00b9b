using System.Diagnostics;

namespace QosNets.Kernels;

/// <summary>
/// Adds up what all threads spend on laying out activations and summing products, for benchmarks. While it does not
/// run, a block of positions costs one read of a flag.
/// </summary>
internal static class ProductClock
{
    private static volatile bool isRunning;
    private static long ticks;
    private static long layoutTicks;

    /// <summary>Runs an action with the clock on; one at a time.</summary>
    /// <returns>Seconds, the sums over all threads: of all that is counted, and of laying out alone.</returns>
    internal static (double All, double Layout) Measure(Action action)
    {
        Interlocked.Exchange(ref ticks, 0);
        Interlocked.Exchange(ref layoutTicks, 0);
        isRunning = true;
        try
        {
            action();
        }
        finally
        {
            isRunning = false;
        }

        return (Seconds(ref ticks), Seconds(ref layoutTicks));
    }

    /// <summary>When products begin; 0 while the clock does not run.</summary>
    internal static long Begin() => isRunning ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Adds the time since a beginning.</summary>
    internal static void End(long begin)
    {
        if (begin != 0)
            Interlocked.Add(ref ticks, Stopwatch.GetTimestamp() - begin);
    }

    /// <summary>
    /// Adds the time since a beginning, which <see cref="End"/> counts as well, to that of laying out activations.
    /// </summary>
    internal static void EndLayout(long begin)
    {
        if (begin != 0)
            Interlocked.Add(ref layoutTicks, Stopwatch.GetTimestamp() - begin);
    }

    private static double Seconds(ref long counted) => (double)Interlocked.Read(ref counted) / Stopwatch.Frequency;
}
