using QosNets.Bundles;
using QosNets.Runtime;

namespace QosNets.Cli.Output;

/// <summary>A cascade of two points at one threshold of the bundle, on some images.</summary>
/// <param name="First">Point that all images ran at.</param>
/// <param name="Second">Point that unsure ones ran at too.</param>
/// <param name="MinMargin">Margin below which the first is unsure, from validation.</param>
/// <param name="ValidationTop1">
/// Accuracy to expect at the threshold, from validation (<see cref="CascadeCurve.Expected"/>).
/// </param>
/// <param name="Unsure">Share of images that ran at both points.</param>
/// <param name="Power">Mean power of the multiplications, 1 for exact products.</param>
/// <param name="Top1">Share of images whose label has the highest logit, 0..1.</param>
/// <param name="SharingTop1">
/// The most that fixed points, or two of them that share the images at random, give in the mean at this power.
/// </param>
internal sealed record CascadeEvaluation(
    string First,
    string Second,
    double MinMargin,
    double ValidationTop1,
    double Unsure,
    double Power,
    double Top1,
    double SharingTop1
)
{
    /// <summary>All cascades of a bundle at all their thresholds, from what its points do on the images.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="results">What each point says of each image.</param>
    public static List<CascadeEvaluation> Of(Bundle bundle, IReadOnlyList<EvaluationResult> results)
    {
        var powers = bundle.Points.Select(bundle.RelativeCost).ToArray();
        var all = new List<CascadeEvaluation>();
        foreach (var curve in bundle.Cascades)
        {
            var alone = bundle.Points[curve.First].ValidationTop1 ?? double.NaN;
            for (var s = 0; s < curve.Steps.Count; s++)
            {
                var step = curve.Steps[s];
                var outcome = CascadeOutcome.Of(results[curve.First], results[curve.Second], step.MinMargin);
                var power = powers[curve.First] + outcome.Share * powers[curve.Second];
                all.Add(
                    new CascadeEvaluation(
                        bundle.Points[curve.First].Name,
                        bundle.Points[curve.Second].Name,
                        step.MinMargin,
                        curve.Expected(s, alone),
                        outcome.Share,
                        power,
                        outcome.Accuracy,
                        Sharing(powers, results, power)
                    )
                );
            }
        }
        return all;
    }

    /// <summary>
    /// Of the cascades that validation expects to be at least as accurate as the most accurate point, that of least power on
    /// validation images; null where there is none.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="all">What <see cref="Of"/> gave for it.</param>
    public static CascadeEvaluation? CheapestAsAccurate(Bundle bundle, IReadOnlyList<CascadeEvaluation> all)
    {
        var wanted = bundle.Points.Max(p => p.ValidationTop1 ?? double.PositiveInfinity);
        var powers = bundle.Points.Select(bundle.RelativeCost).ToArray();
        var validation = bundle.Cascades.SelectMany(c => c.Steps.Select(s => powers[c.First] + s.Share * powers[c.Second]));
        return all.Zip(validation).Where(c => c.First.ValidationTop1 >= wanted).OrderBy(c => c.Second).FirstOrDefault().First;
    }

    private static double Sharing(double[] powers, IReadOnlyList<EvaluationResult> results, double power)
    {
        var affordable = Enumerable.Range(0, powers.Length).Where(p => powers[p] <= power).ToList();
        var best = affordable.Max(p => results[p].Top1Accuracy);
        foreach (var low in affordable)
        {
            foreach (var high in Enumerable.Range(0, powers.Length).Where(p => powers[p] > power))
            {
                var share = (power - powers[low]) / (powers[high] - powers[low]);
                best = Math.Max(best, (1 - share) * results[low].Top1Accuracy + share * results[high].Top1Accuracy);
            }
        }
        return best;
    }
}
