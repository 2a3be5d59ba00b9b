using System.Diagnostics;
using QosNets.Kernels;

namespace QosNets.Measurement;

/// <summary>Where the time of a call on layers goes, as shares of the time of all its threads; medians over some calls.</summary>
/// <param name="Layout">Laying out activations, 0 to 1.</param>
/// <param name="Outside">Neither laying out activations nor products: other steps, and threads that wait; 0 to 1.</param>
internal sealed record TimeShares(double Layout, double Outside)
{
    private const int Calls = 11;

    /// <summary>Measures a call.</summary>
    /// <param name="threads">Threads that it may use.</param>
    /// <param name="call">The call.</param>
    public static TimeShares Of(int threads, Action call)
    {
        var (layout, outside) = (new double[Calls], new double[Calls]);
        for (var i = 0; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var clock = ProductClock.Measure(call);
            var all = threads * Stopwatch.GetElapsedTime(start).TotalSeconds;
            (layout[i], outside[i]) = (clock.Layout / all, 1 - clock.All / all);
        }
        Array.Sort(layout);
        Array.Sort(outside);
        return new TimeShares(layout[Calls / 2], outside[Calls / 2]);
    }
}
