using System.Globalization;

namespace QosNets.Training.Experiments;

/// <summary>
/// Names of operating points: <c>save70</c> for a target saving of 70 %, <c>scale0.3</c> for a scale factor of 0.3.
/// </summary>
internal static class PointNames
{
    /// <summary>The names, in the order of the points.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<double> targetSavings, IReadOnlyList<double> scales) =>
        targetSavings.Count > 0
            ? [.. targetSavings.Select(t => string.Create(CultureInfo.InvariantCulture, $"save{100 * t:0.##}"))]
            : [.. scales.Select(s => string.Create(CultureInfo.InvariantCulture, $"scale{s:0.###}"))];
}
