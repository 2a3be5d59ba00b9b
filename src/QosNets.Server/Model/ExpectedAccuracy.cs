using QosNets.Bundles;
using QosNets.Runtime;
using QosNets.Server.Protocol;

namespace QosNets.Server.Model;

/// <summary>What validation images let one expect of points and cascades.</summary>
/// <param name="points">The points.</param>
/// <param name="curves">What was measured of cascades.</param>
internal sealed class ExpectedAccuracy(IReadOnlyList<PointDocument> points, IReadOnlyList<CascadeCurve> curves)
{
    /// <summary>
    /// Accuracy of a cascade, between measured thresholds by a straight line; null where its pair was not measured.
    /// </summary>
    public double? Of(Cascade cascade)
    {
        if (cascade.Points.Count != 2 || points[cascade.First].Accuracy is not { } accuracy)
            return null;
        foreach (var curve in curves)
        {
            if ((curve.First, curve.Second) != (cascade.First, cascade.Points[1]))
                continue;
            // At a threshold of 0 only the first point runs.
            var (margin, wanted) = (0f, cascade.MinMargins[0]);
            var alone = accuracy;
            for (var i = 0; i < curve.Steps.Count; i++)
            {
                var (next, there) = (curve.Steps[i].MinMargin, curve.Expected(i, alone));
                if (wanted <= next)
                    return accuracy + (there - accuracy) * (wanted - margin) / (next - margin);
                (margin, accuracy) = (next, there);
            }
            return accuracy;
        }
        return null;
    }
}
