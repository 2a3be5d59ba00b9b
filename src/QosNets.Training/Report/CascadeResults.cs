using QosNets.Bundles;
using QosNets.Reporting.Results;
using QosNets.Training.Stages;

namespace QosNets.Training.Report;

/// <summary>Gathers what cascades reach from the bundle and its evaluation.</summary>
internal static class CascadeResults
{
    /// <summary>
    /// The cascades of a run but those with a point that a cheaper one dominates; null where there are none.
    /// </summary>
    /// <param name="bundle">Its bundle.</param>
    /// <param name="stages">Its stages.</param>
    public static List<CascadeResult>? Of(Bundle bundle, RunStages stages)
    {
        if (bundle.Cascades.Count == 0)
            return null;
        var powers = bundle.Points.Select(bundle.RelativeCost).ToArray();
        var best = bundle.Points.Max(p => p.ValidationTop1);
        List<CascadeResult> results =
        [
            .. stages
                .Get<EvaluationStage>()
                .Load()
                .Cascades.Where(c => bundle.Dominating(c.First) is null && bundle.Dominating(c.Second) is null)
                .Select(c => new CascadeResult(
                    bundle.Points[c.First].Name,
                    bundle.Points[c.Second].Name,
                    [
                        .. c.Thresholds.Select(
                            (t, i) =>
                                new CascadeThreshold(
                                    t.Validation.MinMargin,
                                    t.Validation.Accuracy,
                                    Expected(bundle, c, i),
                                    powers[c.First] + t.Validation.Share * powers[c.Second],
                                    Expected(bundle, c, i) >= best,
                                    t.Unsure,
                                    powers[c.First] + t.Unsure * powers[c.Second],
                                    t.Top1
                                )
                        ),
                    ]
                )),
        ];
        return results.Count == 0 ? null : results;
    }

    private static double Expected(Bundle bundle, TestedCascade cascade, int threshold) =>
        bundle
            .Cascades.First(c => (c.First, c.Second) == (cascade.First, cascade.Second))
            .Expected(threshold, bundle.Points[cascade.First].ValidationTop1!.Value);
}
