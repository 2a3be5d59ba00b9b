namespace QosNets.Multipliers;

/// <summary>The members of a set that no other beats in power and error at once.</summary>
internal static class ParetoFront
{
    /// <summary>
    /// Positions of the front's members by rising power. A member is off the front when another one has at most its power and
    /// at most its error, and less of one of them. Of members that are equal in both the first is on the front.
    /// </summary>
    /// <param name="points">Power and error of each member; less is better.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<(double Power, double Error)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var front = new List<int>();
        var best = double.PositiveInfinity;
        foreach (
            var i in Enumerable.Range(0, points.Count).OrderBy(i => points[i].Power).ThenBy(i => points[i].Error).ThenBy(i => i)
        )
        {
            if (points[i].Error < best)
            {
                front.Add(i);
                best = points[i].Error;
            }
        }
        return front;
    }
}
