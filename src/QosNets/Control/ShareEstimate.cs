using QosNets.Bundles;

namespace QosNets.Control;

/// <summary>
/// Shares of unsure images at every threshold of every pair, from the margins of the images that ran: moving averages that
/// begin at the shares of validation images.
/// </summary>
internal sealed class ShareEstimate
{
    // A change of the stream is half known after 180 images; at a share of 0.1 chance moves the average by 0.013.
    private const double Rate = 1.0 / 256;

    private readonly IReadOnlyList<CascadeCurve> curves;
    private readonly float[][] minMargins;
    private readonly double[][] shares;

    public ShareEstimate(IReadOnlyList<CascadeCurve> curves)
    {
        this.curves = curves;
        minMargins = [.. curves.Select(c => c.Steps.Select(s => s.MinMargin).ToArray())];
        shares = [.. curves.Select(c => c.Steps.Select(s => s.Share).ToArray())];
    }

    /// <summary>Estimated share at a threshold.</summary>
    public double this[int curve, int step] => shares[curve][step];

    /// <summary>Takes the margin of an image at a setting.</summary>
    public void Take(int first, float margin)
    {
        for (var c = 0; c < shares.Length; c++)
        {
            if (curves[c].First != first)
                continue;
            var (limits, estimates) = (minMargins[c], shares[c]);
            for (var s = 0; s < estimates.Length; s++)
                estimates[s] += Rate * ((margin < limits[s] ? 1 : 0) - estimates[s]);
        }
    }
}
