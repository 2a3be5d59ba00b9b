namespace QosNets.Multipliers;

/// <summary>A figure of <see cref="ErrorMetrics"/> by the name that users type.</summary>
/// <param name="Key">What users type.</param>
/// <param name="Title">What tables and charts call it, with its unit.</param>
/// <param name="Of">The figure; shares are in %.</param>
internal sealed record ErrorMetricKind(string Key, string Title, Func<ErrorMetrics, double> Of)
{
    /// <summary>All figures.</summary>
    public static IReadOnlyList<ErrorMetricKind> All { get; } =
    [
        new("mae", "MAE", m => m.MeanAbsoluteError),
        new("wce", "WCE", m => m.WorstCaseError),
        new("ep", "EP, %", m => 100 * m.ErrorProbability),
        new("mre", "MRE, %", m => 100 * m.MeanRelativeError),
        new("mse", "MSE", m => m.MeanSquaredError),
        new("bias", "mean error", m => m.MeanError),
        new("variance", "variance", m => m.Variance),
    ];

    /// <summary>The figure of a name.</summary>
    /// <exception cref="LibraryException">There is none of this name.</exception>
    public static ErrorMetricKind Named(string key) =>
        All.FirstOrDefault(k => k.Key == key)
        ?? throw new LibraryException($"there is no error metric \"{key}\"; use {string.Join(", ", All.Select(k => k.Key))}");
}
