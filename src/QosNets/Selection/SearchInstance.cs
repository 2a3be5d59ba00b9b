namespace QosNets.Selection;

/// <summary>
/// A selection problem reduced to what the search needs. Equal rows are merged, dominated multipliers are dropped, and candidates
/// ascend in power. Costs are shares of the objective, so that they add up to the mean relative power.
/// </summary>
internal sealed class SearchInstance
{
    /// <summary>The cost of a multiplier that is not good enough; it is far above any sum of real costs.</summary>
    public const double Huge = 1e30;

    private SearchInstance() { }

    /// <summary>Index of each candidate in the problem.</summary>
    public required int[] Original { get; init; }

    /// <summary>Cost of each candidate in each row, [candidates, Stride]; padding rows cost 0.</summary>
    public required double[] Costs { get; init; }

    /// <summary>Merged rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows rounded up to a multiple of four.</summary>
    public int Stride => (Rows + 3) & ~3;

    /// <summary>Operating point of each row; all 0 when there are no caps.</summary>
    public required int[] Points { get; init; }

    /// <summary>Largest cost of each point, empty without caps; infinite where a point has none.</summary>
    public required double[] Caps { get; init; }

    /// <summary>Area of each candidate relative to the budget, empty without a budget.</summary>
    public required double[] Areas { get; init; }

    /// <summary>Candidates that must be in the set.</summary>
    public required int[] Forced { get; init; }

    /// <summary>n.</summary>
    public required int Limit { get; init; }

    /// <summary>Number of candidates.</summary>
    public int Count => Original.Length;

    /// <summary>Costs of one candidate, [Stride].</summary>
    public ReadOnlySpan<double> CostsOf(int candidate) => Costs.AsSpan(candidate * Stride, Stride);

    /// <summary>Reduces a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="useCaps">Whether power caps hold.</param>
    /// <param name="useArea">Whether the area budget holds.</param>
    /// <param name="onlyPoint">When given, only this point's power counts; the other points' rows must still be served.</param>
    public static SearchInstance Of(SelectionProblem problem, bool useCaps, bool useArea, int? onlyPoint = null)
    {
        useCaps &= problem.Constraints.PowerCaps.Any(c => c is not null);
        var budget = useArea ? problem.Constraints.AreaBudget : null;
        var candidates = Undominated(problem, budget is not null);
        var total = problem.Rows.Sum(r => r.Cost);
        var merged = problem
            .Rows.Select(row =>
                (
                    Key: new string([.. candidates.Select(m => row.Strain[m] <= 1 ? '1' : '0')]),
                    Point: useCaps ? row.Point : 0,
                    Weight: onlyPoint is null || row.Point == onlyPoint ? row.Cost / total : 0
                )
            )
            .GroupBy(r => (r.Key, r.Point))
            .Select(g => (g.Key.Key, g.Key.Point, Weight: g.Sum(r => r.Weight)))
            .ToArray();
        var stride = (merged.Length + 3) & ~3;
        var costs = new double[candidates.Length * stride];
        for (var j = 0; j < candidates.Length; j++)
        {
            for (var r = 0; r < merged.Length; r++)
                costs[j * stride + r] = merged[r].Key[j] == '1' ? merged[r].Weight * problem.Powers[candidates[j]] : Huge;
        }
        var pointShare = problem.Costs.Sum() / total;
        return new SearchInstance
        {
            Original = candidates,
            Costs = costs,
            Rows = merged.Length,
            Points = [.. merged.Select(r => r.Point)],
            Caps = useCaps
                ?
                [
                    .. problem.Constraints.PowerCaps.Select(c =>
                        c is { } cap ? cap * pointShare + Tolerance : double.PositiveInfinity
                    ),
                ]
                : [],
            Areas = budget is { } b ? [.. candidates.Select(m => Relative(problem.Areas![m], b))] : [],
            Forced =
            [
                .. Enumerable.Range(0, candidates.Length).Where(j => problem.Constraints.MustInclude.Contains(candidates[j])),
            ],
            Limit = problem.Limit,
        };
    }

    /// <summary>Differences of objectives up to this size are rounding.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>
    /// Objective of a set, the subset that is used or forced (ascending original indices), and by how much caps and area
    /// are exceeded. Rows without a good-enough multiplier make the objective at least <see cref="Huge"/>.
    /// </summary>
    public (double Objective, int[] Set, double Excess) Evaluate(ReadOnlySpan<int> set)
    {
        Span<bool> used = stackalloc bool[set.Length];
        used.Clear();
        var objective = 0.0;
        Span<double> points = stackalloc double[Caps.Length];
        points.Clear();
        for (var r = 0; r < Rows; r++)
        {
            var best = 0;
            for (var i = 1; i < set.Length; i++)
            {
                if (Cheaper(set[i], set[best], r))
                    best = i;
            }
            var cost = Costs[set[best] * Stride + r];
            used[best] = true;
            objective += cost;
            if (Caps.Length > 0)
                points[Points[r]] += cost;
        }
        var members = new List<int>(set.Length);
        var area = 0.0;
        for (var i = 0; i < set.Length; i++)
        {
            if (!used[i] && Array.IndexOf(Forced, set[i]) < 0)
                continue;
            members.Add(Original[set[i]]);
            area += Areas.Length > 0 ? Areas[set[i]] : 0;
        }
        members.Sort();
        var excess = Math.Max(0, area - 1 - Tolerance);
        for (var p = 0; p < points.Length; p++)
            excess += Math.Max(0, points[p] - Caps[p]);
        return (objective, [.. members], excess);
    }

    // Candidates ascend in power, then in original index, so of two that are good enough the lower one is used.
    private bool Cheaper(int a, int b, int row)
    {
        var (x, y) = (Costs[a * Stride + row], Costs[b * Stride + row]);
        return x == Huge ? false : y == Huge || a < b;
    }

    private static double Relative(double area, double budget) =>
        area == 0 ? 0
        : budget == 0 ? Huge
        : area / budget;

    /// <summary>
    /// Candidates that could be used by an optimal set. One is dominated when another is good enough wherever it is,
    /// costs no more power (the lower index winning among equals), and no more area where area counts.
    /// </summary>
    private static int[] Undominated(SelectionProblem problem, bool areaCounts)
    {
        var ordered = problem.Candidates.OrderBy(m => problem.Powers[m]).ThenBy(m => m).ToArray();
        var words = (problem.Rows.Count + 63) / 64;
        var good = ordered
            .Select(m =>
            {
                var bits = new ulong[words];
                for (var r = 0; r < problem.Rows.Count; r++)
                    bits[r / 64] |= problem.Rows[r].Strain[m] <= 1 ? 1UL << (r % 64) : 0;
                return bits;
            })
            .ToArray();
        var kept = new List<int>();
        for (var i = 0; i < ordered.Length; i++)
        {
            var forced = problem.Constraints.MustInclude.Contains(ordered[i]);
            var dominated =
                !forced
                && kept.Exists(k =>
                    (
                        !areaCounts
                        || problem.Constraints.MustInclude.Contains(ordered[k])
                        || problem.Areas![ordered[k]] <= problem.Areas[ordered[i]]
                    ) && Contains(good[k], good[i])
                );
            if (!dominated)
                kept.Add(i);
        }
        return [.. kept.Select(k => ordered[k])];
    }

    private static bool Contains(ulong[] large, ulong[] small)
    {
        for (var w = 0; w < large.Length; w++)
        {
            if ((small[w] & ~large[w]) != 0)
                return false;
        }
        return true;
    }
}
