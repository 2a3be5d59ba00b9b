using QosNets.Reporting.Results;

namespace QosNets.Reporting.Sweeps;

/// <summary>A mean over seeds with its 95 % interval after Student's t; one value has no interval.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Interval">The interval, or null.</param>
internal readonly record struct SeedMean(double Value, Interval? Interval)
{
    // 0.975 quantiles of Student's t for 1, 2, 3, … degrees of freedom.
    private static readonly double[] Quantiles =
    [
        12.7062,
        4.3027,
        3.1824,
        2.7764,
        2.5706,
        2.4469,
        2.3646,
        2.3060,
        2.2622,
        2.2281,
        2.2010,
        2.1788,
        2.1604,
        2.1448,
        2.1314,
        2.1199,
        2.1098,
        2.1009,
        2.0930,
        2.0860,
        2.0796,
        2.0739,
        2.0687,
        2.0639,
        2.0595,
        2.0555,
        2.0518,
        2.0484,
        2.0452,
        2.0423,
    ];

    private const double Normal = 1.9600;

    /// <summary>The mean of values, at least one.</summary>
    public static SeedMean Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var mean = values.Average();
        if (values.Count < 2)
            return new SeedMean(mean, null);
        var freedom = values.Count - 1;
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / freedom);
        var half = (freedom <= Quantiles.Length ? Quantiles[freedom - 1] : Normal) * deviation / Math.Sqrt(values.Count);
        return new SeedMean(mean, new Interval(mean - half, mean + half));
    }
}
