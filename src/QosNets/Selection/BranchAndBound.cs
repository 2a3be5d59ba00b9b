using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Selection;

/// <summary>
/// Searches sets of candidates depth first, by branch and bound. Each node bounds its subtree (<see cref="LagrangianBound"/>)
/// and discards or fixes candidates by their reduced costs. It then branches on the most promising candidate. Small subtrees
/// are enumerated.
/// </summary>
internal sealed class BranchAndBound
{
    private const double SmallSubtree = 3000;
    private const int RootIterations = 400;
    private const int NodeIterations = 40;

    private readonly SearchInstance instance;
    private readonly LagrangianBound bounds;
    private readonly TimeSpan? limit;
    private readonly bool firstFeasible;
    private readonly CancellationToken cancellation;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly double[][] scratch;
    private readonly double ceiling;
    private double open = double.PositiveInfinity;
    private bool stopped;

    public BranchAndBound(SearchInstance instance, TimeSpan? limit, bool firstFeasible, CancellationToken cancellation)
    {
        this.instance = instance;
        this.limit = limit;
        this.firstFeasible = firstFeasible;
        this.cancellation = cancellation;
        bounds = new LagrangianBound(instance);
        ceiling = Ceiling();
        scratch = [.. Enumerable.Range(0, instance.Limit + 1).Select(_ => new double[instance.Stride])];
    }

    /// <summary>The best set found, ascending original indices; null when there is none.</summary>
    public int[]? Best { get; private set; }

    /// <summary>Objective of the best set, infinite without one.</summary>
    public double Objective { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether the whole tree was searched.</summary>
    public bool Complete => !stopped;

    /// <summary>No feasible set lies below this.</summary>
    public double LowerBound => Complete ? Objective : Math.Min(Objective, open);

    /// <summary>Nodes visited.</summary>
    public long Nodes { get; private set; }

    /// <summary>Runs the search, starting from greedy choices.</summary>
    public void Run()
    {
        if (instance.Count == 0)
            return;
        var search = new IncumbentSearch(instance);
        Consider(search.Search([]));
        if (firstFeasible && Best is not null)
            return;
        var start = Best is null ? MostExpensive() : Served();
        var duals = new Duals { Rows = start, Caps = new double[instance.Caps.Length] };
        Explore([.. instance.Forced], [.. Enumerable.Range(0, instance.Count).Except(instance.Forced)], duals, 0);
    }

    // A set that meets the caps costs no more than their sum. A set that serves every row costs no more than the dearest
    // candidate of each row.
    private double Cutoff => Math.Min(Objective, ceiling) + SearchInstance.Tolerance;

    private void Explore(List<int> included, List<int> alive, Duals duals, double inherited)
    {
        while (true)
        {
            if (Stop())
            {
                open = Math.Min(open, inherited);
                return;
            }
            Nodes++;
            var cover = Cover(included);
            if (included.Count > 0)
                Consider(CollectionsMarshal.AsSpan(included));
            var slots = instance.Limit - included.Count;
            var area = Area(included);
            alive.RemoveAll(j => !Helps(j, cover, area));
            if (slots == 0 || alive.Count == 0 || !Promising(alive, cover))
                return;
            if (Combinations(alive.Count, slots) <= SmallSubtree)
            {
                Enumerate(included, alive, cover, 0, slots);
                return;
            }
            var bound = bounds.Improve(
                CollectionsMarshal.AsSpan(alive),
                cover,
                slots,
                area,
                duals,
                Nodes == 1 ? RootIterations : NodeIterations,
                Cutoff,
                () => ConsiderWith(included, bounds.Chosen)
            );
            inherited = Math.Max(inherited, bound);
            if (bound > Cutoff)
                return;
            if (Fix(included, alive, bound))
                continue;
            var branch = bounds.Chosen.Count > 0 ? bounds.Chosen[0] : alive.MinBy(j => bounds.ReducedCosts[j]);
            alive.Remove(branch);
            Explore([.. included, branch], [.. alive], duals.Copy(), inherited);
        }
    }

    /// <summary>
    /// Drops candidates that cannot be in a better set, and adds those that must be; true when some were added.
    /// </summary>
    private bool Fix(List<int> included, List<int> alive, double bound)
    {
        var slots = instance.Limit - included.Count;
        var chosen = bounds.Chosen.ToArray();
        var displaced = chosen.Length == slots ? bounds.ReducedCosts[chosen[^1]] : 0;
        alive.RemoveAll(j => Array.IndexOf(chosen, j) < 0 && bound - displaced + bounds.ReducedCosts[j] > Cutoff);
        var needed = Array.FindAll(chosen, j => bound - bounds.ReducedCosts[j] + bounds.NextReducedCost > Cutoff);
        included.AddRange(needed);
        alive.RemoveAll(j => Array.IndexOf(needed, j) >= 0);
        return needed.Length > 0;
    }

    private void Enumerate(List<int> included, List<int> alive, double[] cover, int start, int slots)
    {
        var next = scratch[slots];
        for (var i = start; i < alive.Count; i++)
        {
            if (Minimum(cover, instance.CostsOf(alive[i]), next) <= Cutoff)
                ConsiderWith(included, [alive[i]]);
            if (slots == 1)
                continue;
            included.Add(alive[i]);
            Enumerate(included, alive, next, i + 1, slots - 1);
            included.RemoveAt(included.Count - 1);
        }
    }

    private void ConsiderWith(List<int> included, List<int> more)
    {
        Span<int> set = stackalloc int[included.Count + more.Count];
        CollectionsMarshal.AsSpan(included).CopyTo(set);
        CollectionsMarshal.AsSpan(more).CopyTo(set[included.Count..]);
        if (set.Length > 0)
            Consider(set);
    }

    private void Consider(ReadOnlySpan<int> set)
    {
        var (objective, members, excess) = instance.Evaluate(set);
        if (excess > 0 || objective >= SearchInstance.Huge || objective > Cutoff)
            return;
        if (objective < Objective - SearchInstance.Tolerance)
            (Objective, Best) = (objective, members);
        else if (members.AsSpan().SequenceCompareTo(Best) < 0)
            Best = members;
    }

    private bool Stop()
    {
        stopped |= cancellation.IsCancellationRequested || clock.Elapsed > limit;
        stopped |= firstFeasible && Best is not null;
        return stopped;
    }

    private double[] Cover(List<int> included)
    {
        var cover = new double[instance.Stride];
        cover.AsSpan(0, instance.Rows).Fill(SearchInstance.Huge);
        foreach (var j in included)
            Minimum(cover, instance.CostsOf(j), cover);
        return cover;
    }

    private double Area(List<int> included) => instance.Areas.Length == 0 ? 0 : included.Sum(j => instance.Areas[j]);

    private bool Helps(int candidate, double[] cover, double area)
    {
        if (instance.Areas.Length > 0 && area + instance.Areas[candidate] > 1 + SearchInstance.Tolerance)
            return false;
        var costs = instance.CostsOf(candidate);
        for (var r = 0; r < costs.Length; r++)
        {
            if (costs[r] < cover[r])
                return true;
        }
        return false;
    }

    /// <summary>
    /// Whether giving every row its cheapest remaining candidate would serve all rows, beat the best and meet the caps.
    /// </summary>
    private bool Promising(List<int> alive, double[] cover)
    {
        var cheapest = (double[])cover.Clone();
        foreach (var j in alive)
            Minimum(cheapest, instance.CostsOf(j), cheapest);
        var sum = cheapest.Sum();
        if (sum >= SearchInstance.Huge || sum > Cutoff)
            return false;
        for (var p = 0; p < instance.Caps.Length; p++)
        {
            var point = 0.0;
            for (var r = 0; r < instance.Rows; r++)
                point += instance.Points[r] == p ? cheapest[r] : 0;
            if (point > instance.Caps[p])
                return false;
        }
        return true;
    }

    // The Lagrange multiplier of a row starts at what the row costs with the present set. Without a set it starts at the cost
    // of the row's dearest candidate.
    private double[] Served()
    {
        var candidates = Best!.Select(m => Array.IndexOf(instance.Original, m)).ToList();
        return Cover(candidates);
    }

    private double Ceiling()
    {
        var dearest = MostExpensive();
        if (instance.Caps.Length == 0)
            return dearest.Sum();
        var points = new double[instance.Caps.Length];
        for (var r = 0; r < instance.Rows; r++)
            points[instance.Points[r]] += dearest[r];
        return points.Select((most, p) => Math.Min(most, instance.Caps[p])).Sum();
    }

    private double[] MostExpensive()
    {
        var costs = new double[instance.Stride];
        for (var j = 0; j < instance.Count; j++)
        {
            for (var r = 0; r < instance.Rows; r++)
            {
                var cost = instance.Costs[j * instance.Stride + r];
                costs[r] = cost < SearchInstance.Huge ? Math.Max(costs[r], cost) : costs[r];
            }
        }
        return costs;
    }

    /// <summary>Writes the elementwise minimum and returns its sum.</summary>
    private static double Minimum(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> minimum)
    {
        var a = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var b = MemoryMarshal.Cast<double, Vector256<double>>(y);
        var m = MemoryMarshal.Cast<double, Vector256<double>>(minimum);
        var sum = Vector256<double>.Zero;
        for (var i = 0; i < a.Length; i++)
        {
            m[i] = Vector256.Min(a[i], b[i]);
            sum += m[i];
        }
        return Vector256.Sum(sum);
    }

    private static double Combinations(int count, int slots)
    {
        double sum = 0,
            term = 1;
        for (var k = 1; k <= Math.Min(count, slots); k++)
        {
            term *= (double)(count - k + 1) / k;
            sum += term;
        }
        return sum;
    }
}
