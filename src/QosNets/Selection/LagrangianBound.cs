using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Selection;

/// <summary>
/// Lagrange multipliers of the relaxed constraints: one for each row, one for each power cap, one for the area.
/// </summary>
internal sealed class Duals
{
    public required double[] Rows { get; init; }
    public required double[] Caps { get; init; }
    public double Area { get; set; }

    public Duals Copy() =>
        new()
        {
            Rows = (double[])Rows.Clone(),
            Caps = (double[])Caps.Clone(),
            Area = Area,
        };

    public void CopyFrom(Duals other)
    {
        other.Rows.CopyTo(Rows, 0);
        other.Caps.CopyTo(Caps, 0);
        Area = other.Area;
    }
}

/// <summary>
/// Bounds the objective of the selection problem from below, as for a p-median problem. The constraint that every row is served
/// once is relaxed with one Lagrange multiplier for each row; caps and area are relaxed too. After that the best k further
/// candidates are those of the most negative reduced cost. The Lagrange multipliers improve by subgradient steps. Circuits that
/// are already in the set act as one candidate that costs nothing.
/// </summary>
internal sealed class LagrangianBound(SearchInstance instance)
{
    private readonly int stride = instance.Stride;
    private readonly double[] factors = new double[instance.Stride];
    private readonly double[] gradient = new double[instance.Stride];
    private readonly double[] capGradient = new double[instance.Caps.Length];
    private readonly double[] current = new double[instance.Count];
    private readonly int[] order = new int[instance.Limit + 1];

    /// <summary>Reduced cost of each candidate at the best multipliers, by candidate; valid for those that were alive.</summary>
    public double[] ReducedCosts { get; } = new double[instance.Count];

    /// <summary>Candidates of the relaxed optimum at the best multipliers, most negative first.</summary>
    public List<int> Chosen { get; } = [];

    /// <summary>The most negative reduced cost among those not chosen, at most 0.</summary>
    public double NextReducedCost { get; private set; }

    /// <summary>
    /// Improves <paramref name="duals"/> and returns the best bound, or the first one above <paramref name="cutoff"/>.
    /// </summary>
    /// <param name="alive">Candidates that may still join.</param>
    /// <param name="cover">Cost of each row with the set so far, [Stride].</param>
    /// <param name="slots">How many candidates may join.</param>
    /// <param name="area">Relative area of the set so far.</param>
    /// <param name="duals">Start, and the best on return.</param>
    /// <param name="iterations">Most subgradient steps.</param>
    /// <param name="cutoff">A bound above this ends the search below the node.</param>
    /// <param name="improved">Called with <see cref="Chosen"/> whenever the bound has improved.</param>
    public double Improve(
        ReadOnlySpan<int> alive,
        double[] cover,
        int slots,
        double area,
        Duals duals,
        int iterations,
        double cutoff,
        Action improved
    )
    {
        var best = double.NegativeInfinity;
        var trial = duals.Copy();
        var (agility, stale) = (1.5, 0);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var bound = Bound(alive, cover, slots, area, trial, out var chosen, out var next);
            if (bound > best)
            {
                stale = bound > best + 1e-4 * Math.Abs(best) ? 0 : stale + 1;
                best = bound;
                duals.CopyFrom(trial);
                Keep(alive, chosen, next);
                if (bound > cutoff)
                    return bound;
                improved();
            }
            else
            {
                stale++;
            }
            if (stale >= 6)
            {
                agility /= 2;
                stale = 0;
                trial.CopyFrom(duals);
                bound = Bound(alive, cover, slots, area, trial, out chosen, out next);
            }
            var target = Math.Min(cutoff, bound + 0.1 * Math.Abs(bound) + 1e-3) + 1e-4 * Math.Abs(bound);
            if (agility < 0.01 || !Step(cover, chosen, area, trial, agility * (target - bound)))
                break;
        }
        return best;
    }

    private void Keep(ReadOnlySpan<int> alive, int chosen, double next)
    {
        foreach (var j in alive)
            ReducedCosts[j] = current[j];
        Chosen.Clear();
        Chosen.AddRange(order.AsSpan(0, chosen));
        NextReducedCost = next;
    }

    private double Bound(
        ReadOnlySpan<int> alive,
        double[] cover,
        int slots,
        double area,
        Duals duals,
        out int chosen,
        out double next
    )
    {
        for (var r = 0; r < stride; r++)
        {
            factors[r] = instance.Caps.Length > 0 && r < instance.Rows ? 1 + duals.Caps[instance.Points[r]] : 1;
            duals.Rows[r] = Math.Min(duals.Rows[r], factors[r] * cover[r]);
        }
        var bound = 0.0;
        foreach (var u in duals.Rows)
            bound += u;
        chosen = 0;
        next = 0;
        foreach (var j in alive)
        {
            var reduced = Reduced(instance.CostsOf(j), duals.Rows);
            if (instance.Areas.Length > 0)
                reduced += duals.Area * instance.Areas[j];
            current[j] = reduced;
            if (reduced < 0)
                Insert(j, slots, ref chosen, ref next);
        }
        for (var i = 0; i < chosen; i++)
            bound += current[order[i]];
        for (var p = 0; p < duals.Caps.Length; p++)
            bound -= duals.Caps[p] > 0 ? duals.Caps[p] * instance.Caps[p] : 0;
        return bound + duals.Area * (area - 1);
    }

    // Keeps the `slots` most negative reduced costs in order, and the best of the rest in `next`.
    private void Insert(int candidate, int slots, ref int chosen, ref double next)
    {
        var at = chosen;
        while (at > 0 && current[order[at - 1]] > current[candidate])
        {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = candidate;
        if (++chosen > slots)
        {
            chosen = slots;
            next = Math.Min(next, current[order[slots]]);
        }
    }

    private double Reduced(ReadOnlySpan<double> costs, double[] rows)
    {
        var c = MemoryMarshal.Cast<double, Vector256<double>>(costs);
        var u = MemoryMarshal.Cast<double, Vector256<double>>(rows);
        var sum = Vector256<double>.Zero;
        if (instance.Caps.Length == 0)
        {
            for (var i = 0; i < c.Length; i++)
                sum += Vector256.Min(c[i] - u[i], Vector256<double>.Zero);
            return Vector256.Sum(sum);
        }
        var f = MemoryMarshal.Cast<double, Vector256<double>>(factors);
        for (var i = 0; i < c.Length; i++)
            sum += Vector256.Min(c[i] * f[i] - u[i], Vector256<double>.Zero);
        return Vector256.Sum(sum);
    }

    /// <summary>One step along the subgradient; false when the relaxed solution already meets every constraint.</summary>
    private bool Step(double[] cover, int chosen, double area, Duals duals, double length)
    {
        for (var p = 0; p < capGradient.Length; p++)
            capGradient[p] = double.IsInfinity(instance.Caps[p]) ? 0 : -instance.Caps[p];
        var norm = 0.0;
        for (var r = 0; r < instance.Rows; r++)
        {
            var (served, cost) = (0, 0.0);
            if (factors[r] * cover[r] <= duals.Rows[r])
                (served, cost) = (1, cover[r]);
            for (var i = 0; i < chosen; i++)
            {
                var own = instance.Costs[order[i] * stride + r];
                if (factors[r] * own < duals.Rows[r])
                    (served, cost) = (served + 1, cost + own);
            }
            gradient[r] = 1 - served;
            norm += gradient[r] * gradient[r];
            if (capGradient.Length > 0 && !double.IsInfinity(instance.Caps[instance.Points[r]]))
                capGradient[instance.Points[r]] += cost;
        }
        var areaGradient = instance.Areas.Length > 0 ? area - 1 : 0;
        for (var i = 0; i < chosen && instance.Areas.Length > 0; i++)
            areaGradient += instance.Areas[order[i]];
        areaGradient = duals.Area == 0 ? Math.Max(0, areaGradient) : areaGradient;
        norm += areaGradient * areaGradient;
        for (var p = 0; p < capGradient.Length; p++)
        {
            capGradient[p] = duals.Caps[p] == 0 ? Math.Max(0, capGradient[p]) : capGradient[p];
            norm += capGradient[p] * capGradient[p];
        }
        if (norm < 1e-18)
            return false;
        var step = length / norm;
        for (var r = 0; r < instance.Rows; r++)
            duals.Rows[r] += step * gradient[r];
        for (var p = 0; p < capGradient.Length; p++)
            duals.Caps[p] = Math.Max(0, duals.Caps[p] + step * capGradient[p]);
        duals.Area = Math.Max(0, duals.Area + step * areaGradient);
        return true;
    }
}
