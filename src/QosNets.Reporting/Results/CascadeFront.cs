namespace QosNets.Reporting.Results;

/// <summary>A threshold with the pair that it belongs to.</summary>
/// <param name="Pair">The cascade.</param>
/// <param name="Threshold">The threshold.</param>
internal sealed record CascadeChoice(CascadeResult Pair, CascadeThreshold Threshold);

/// <summary>What the validation split recommends of all cascades; the test split has no say in it.</summary>
internal static class CascadeFront
{
    /// <summary>
    /// Thresholds that no other one beats in both expected accuracy and mean power, by rising power.
    /// </summary>
    public static IReadOnlyList<CascadeChoice> Of(RunResults results)
    {
        var front = new List<CascadeChoice>();
        var all = (results.Cascades ?? []).SelectMany(c => c.Thresholds.Select(t => new CascadeChoice(c, t)));
        foreach (var next in all.OrderBy(c => c.Threshold.ValidationPower).ThenByDescending(c => c.Threshold.ExpectedTop1))
        {
            if (front.Count == 0 || next.Threshold.ExpectedTop1 > front[^1].Threshold.ExpectedTop1)
                front.Add(next);
        }
        return front;
    }

    /// <summary>
    /// The cascade of least mean power that is expected to be as accurate as the best point; null where none is.
    /// </summary>
    public static CascadeChoice? Recommended(RunResults results) => Of(results).FirstOrDefault(c => c.Threshold.MatchesBestPoint);
}
