using System.Globalization;

namespace QosNets.Training.Experiments;

/// <summary>
/// Names of operating points: <c>save70</c> for a target saving of 70 %, <c>scale0.3</c> for a scale factor of 0.3.
/// </summary>
internal static class PointNames
{
    /// <summary>The names, in the order of the points.</summary>
    public static IReadOnlyList<string> Of(Experiment experiment) =>
        experiment.TargetSavings.Count > 0
            ? [.. experiment.TargetSavings.Select(t => string.Create(CultureInfo.InvariantCulture, $"save{100 * t:0.##}"))]
            : [.. experiment.Scales.Select(s => string.Create(CultureInfo.InvariantCulture, $"scale{s:0.###}"))];
}
