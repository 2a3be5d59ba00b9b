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

    /// <summary>Runs an action with the clock on; one at a time.</summary>
    /// <returns>Seconds, the sum over all threads.</returns>
    internal static double Measure(Action action)
    {
        Interlocked.Exchange(ref ticks, 0);
        isRunning = true;
        try
        {
            action();
        }
        finally
        {
            isRunning = false;
        }

        return (double)Interlocked.Read(ref ticks) / Stopwatch.Frequency;
    }

    /// <summary>When products begin; 0 while the clock does not run.</summary>
    internal static long Begin() => isRunning ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Adds the time since a beginning.</summary>
    internal static void End(long begin)
    {
        if (begin != 0)
            Interlocked.Add(ref ticks, Stopwatch.GetTimestamp() - begin);
    }
}
