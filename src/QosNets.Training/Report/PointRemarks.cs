using System.Globalization;
using QosNets.Bundles;
using QosNets.Reporting.Results;
using QosNets.Training.Stages;

namespace QosNets.Training.Report;

/// <summary>What a reader must know of single points: which others dominate, which are one, which were left out.</summary>
internal static class PointRemarks
{
    /// <summary>Sentences for console, report and results.</summary>
    public static IEnumerable<string> Of(Bundle bundle, RetrainedPoints retrained)
    {
        foreach (var note in retrained.Notes)
            yield return $"{note}.";
        for (var p = 0; p < bundle.Points.Count; p++)
        {
            var point = bundle.Points[p];
            if (bundle.Twin(p) is { } twin)
                yield return $"{point.Name} and {bundle.Points[twin].Name} are one assignment: two targets were met by the same "
                    + $"multipliers in all layers.";
            if (bundle.Dominating(p) is { } other)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{point.Name} is dominated: {bundle.Points[other].Name} has less power and is at least as accurate on the "
                        + $"validation split ({bundle.Points[other].ValidationTop1:P2} against {point.ValidationTop1:P2}), so "
                        + $"governors never run {point.Name}."
                );
        }
    }

    /// <summary>The points that were left out; null where none was.</summary>
    public static IReadOnlyList<LeftOutPoint>? LeftOut(RetrainedPoints retrained, Func<PointPlan, double> saving)
    {
        var left = retrained.All.FindAll(p => p.Training == PointTraining.Hopeless);
        return left.Count == 0 ? null : [.. left.Select(p => new LeftOutPoint(p.Name, saving(p.Plan), p.Top1))];
    }
}
