namespace QosNets.Training.Experiments;

/// <summary>Finds the name that was most likely meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate that takes the fewest changed, added, dropped or swapped letters to write; the first of several.
    /// </summary>
    public static string Of(string written, IEnumerable<string> candidates) => candidates.MinBy(c => Distance(written, c))!;

    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }
                var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var best = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    best = Math.Min(best, cost[i - 2, j - 2] + 1);
                cost[i, j] = best;
            }
        }
        return cost[a.Length, b.Length];
    }
}
