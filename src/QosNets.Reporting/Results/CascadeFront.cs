namespace QosNets.Reporting.Results;

/// <summary>A threshold with the pair that it belongs to.</summary>
/// <param name="Pair">The cascade.</param>
/// <param name="Threshold">The threshold.</param>
internal sealed record CascadeChoice(CascadeResult Pair, CascadeThreshold Threshold);

/// <summary>What the validation split recommends of all cascades; the test split has no say in it.</summary>
internal static class CascadeFront
{
    /// <summary>
    /// Thresholds that no other one beats in both accuracy and mean power on the validation split, by rising power.
    /// </summary>
    public static IReadOnlyList<CascadeChoice> Of(RunResults results)
    {
        var front = new List<CascadeChoice>();
        var all = (results.Cascades ?? []).SelectMany(c => c.Thresholds.Select(t => new CascadeChoice(c, t)));
        foreach (var next in all.OrderBy(c => c.Threshold.ValidationPower).ThenByDescending(c => c.Threshold.ValidationTop1))
        {
            if (front.Count == 0 || next.Threshold.ValidationTop1 > front[^1].Threshold.ValidationTop1)
                front.Add(next);
        }
        return front;
    }

    /// <summary>
    /// The cascade of least mean power that is as accurate on the validation split as the best point; null where none is.
    /// </summary>
    public static CascadeChoice? Recommended(RunResults results) => Of(results).FirstOrDefault(c => c.Threshold.MatchesBestPoint);
}
