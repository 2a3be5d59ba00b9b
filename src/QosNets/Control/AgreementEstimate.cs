namespace QosNets.Control;

/// <summary>
/// Estimates the qualities of settings from how often they agree with the most accurate one. Disagreement is not error, since
/// either may be right. So the first comparisons of a setting only tell which agreement belongs to the quality that the knob
/// gives it. If the agreement changes later by more than chance explains (three standard deviations), the quality changes by
/// the same amount.
/// </summary>
internal sealed class AgreementEstimate
{
    private const int First = 32;

    private readonly Knob knob;
    private readonly int[] counts;
    private readonly double[] before;
    private readonly double[] recent;
    private readonly double[] qualities;

    public AgreementEstimate(Knob knob)
    {
        this.knob = knob;
        (counts, before, recent) = (
            new int[knob.Settings.Count],
            new double[knob.Settings.Count],
            new double[knob.Settings.Count]
        );
        qualities = [.. knob.Settings.Select(s => s.Quality)];
    }

    /// <summary>Estimated qualities of all settings.</summary>
    public IReadOnlyList<double> All => qualities;

    /// <summary>Estimated quality of a setting.</summary>
    public double Quality(int setting) => qualities[setting];

    /// <summary>Takes a comparison.</summary>
    public void Take(int setting, bool agrees)
    {
        var value = agrees ? 1.0 : 0;
        counts[setting]++;
        if (counts[setting] <= First)
        {
            before[setting] += (value - before[setting]) / counts[setting];
            recent[setting] = before[setting];
            return;
        }
        recent[setting] += (value - recent[setting]) / First;
        // A moving average at rate 1/n has the variance of a mean of 2n values. The clamp keeps the variance above 0.
        var p = Math.Clamp(before[setting], 1.0 / First, 1 - 1.0 / First);
        var deviation = Math.Sqrt(p * (1 - p) * (1.0 / First + 0.5 / First));
        var change = recent[setting] - before[setting];
        qualities[setting] = Math.Clamp(knob.Settings[setting].Quality + (Math.Abs(change) > 3 * deviation ? change : 0), 0, 1);
    }
}
