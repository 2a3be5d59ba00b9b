using QosNets.Reporting.Sweeps;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Pages;

/// <summary>Means over seeds as tables have them.</summary>
internal static class MeanText
{
    /// <summary>The mean of shares in points, with half its 95 % interval after Student's t where there are several.</summary>
    public static string Points(IReadOnlyList<double> values)
    {
        var mean = SeedMean.Of(values);
        var spread = mean.Interval is { } interval ? $" ± {Format.Points((interval.High - interval.Low) / 2)}" : "";
        return Format.Points(mean.Value) + spread;
    }
}
