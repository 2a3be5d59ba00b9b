namespace QosNets.Control;

/// <summary>The settings of a knob that are worth running, by rising cost and quality.</summary>
internal sealed class Ladder
{
    private readonly int[] settings;
    private readonly double[] costs;
    private readonly double[] qualities;

    private Ladder(IEnumerable<(int Setting, double Cost, double Quality)> steps)
    {
        var list = steps.ToArray();
        settings = [.. list.Select(s => s.Setting)];
        costs = [.. list.Select(s => s.Cost)];
        qualities = [.. list.Select(s => s.Quality)];
    }

    /// <summary>Number of steps, 1 or more.</summary>
    public int Count => settings.Length;

    /// <summary>Cost of the dearest step.</summary>
    public double Top => costs[^1];

    /// <summary>Cost of the cheapest step.</summary>
    public double Bottom => costs[0];

    /// <summary>Index of a step's setting in the knob.</summary>
    public int Setting(int step) => settings[step];

    /// <summary>Cost of a step.</summary>
    public double Cost(int step) => costs[step];

    /// <summary>Quality of a step.</summary>
    public double Quality(int step) => qualities[step];

    /// <summary>Settings that no other beats in both cost and quality.</summary>
    public static Ladder Pareto(Knob knob) =>
        new(Efficient(knob.Settings.Select(s => s.Cost).ToArray(), knob.Settings.Select(s => s.Quality).ToArray()));

    /// <summary>
    /// Settings on the upper concave hull of quality over cost. Any other setting gives less quality than its two neighbours on
    /// the hull give at the same mean cost.
    /// </summary>
    public static Ladder Hull(Knob knob) =>
        Hull(knob.Settings.Select(s => s.Cost).ToArray(), knob.Settings.Select(s => s.Quality).ToArray());

    /// <summary>As <see cref="Hull(Knob)"/>, from estimates of cost and quality of each setting.</summary>
    public static Ladder Hull(IReadOnlyList<double> costs, IReadOnlyList<double> qualities)
    {
        var hull = new List<(int Setting, double Cost, double Quality)>();
        foreach (var next in Efficient(costs, qualities))
        {
            while (hull.Count > 1 && Slope(hull[^2], hull[^1]) <= Slope(hull[^1], next))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(next);
        }
        return new Ladder(hull);
    }

    /// <summary>The dearest step that costs at most <paramref name="power"/>; the cheapest where none does.</summary>
    public int Below(double power)
    {
        var step = Count - 1;
        while (step > 0 && costs[step] > power + Tolerance.Power)
            step--;
        return step;
    }

    /// <summary>
    /// Quality of sharing frames between steps so that the mean cost is <paramref name="power"/>: the hull's height there.
    /// </summary>
    public double QualityAt(double power)
    {
        var low = Below(power);
        if (low == Count - 1 || power <= Bottom)
            return qualities[low];
        var share = (power - costs[low]) / (costs[low + 1] - costs[low]);
        return qualities[low] + share * (qualities[low + 1] - qualities[low]);
    }

    private static List<(int Setting, double Cost, double Quality)> Efficient(
        IReadOnlyList<double> costs,
        IReadOnlyList<double> qualities
    )
    {
        var kept = new List<(int Setting, double Cost, double Quality)>();
        foreach (var i in Enumerable.Range(0, costs.Count).OrderBy(i => costs[i]).ThenByDescending(i => qualities[i]))
        {
            if (kept.Count == 0 || qualities[i] > kept[^1].Quality)
                kept.Add((i, costs[i], qualities[i]));
        }
        return kept;
    }

    private static double Slope((int Setting, double Cost, double Quality) a, (int Setting, double Cost, double Quality) b) =>
        (b.Quality - a.Quality) / (b.Cost - a.Cost);
}
