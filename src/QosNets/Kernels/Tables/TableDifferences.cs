using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// T(a, b) − T(a, 0) − T(0, b) + T(0, 0): what no term of one operand alone can change. Tables of the same
/// multiplier have the same differences whatever zero points and corrections went into them, and share the plan.
/// </summary>
internal sealed class TableDifferences
{
    private const int MaxKept = 64;
    private static readonly List<WeakReference<TableDifferences>> Kept = [];

    private readonly int[] values;
    private readonly Dictionary<(PlanCosts Costs, PlanKind? Kind), TableParts> plans = [];

    private TableDifferences(int[] values)
    {
        this.values = values;
    }

    /// <summary>The differences of a table, those of an earlier one where they are equal.</summary>
    internal static TableDifferences Of(ReadOnlySpan<int> table)
    {
        lock (Kept)
        {
            Kept.RemoveAll(reference => !reference.TryGetTarget(out _));
            foreach (var reference in Kept)
                if (reference.TryGetTarget(out var earlier) && earlier.Match(table))
                    return earlier;
            var values = new int[PreparedTable.Entries];
            for (var a = 0; a < 256; a++)
            for (var b = 0; b < 256; b++)
                values[256 * a + b] = table[256 * a + b] - table[256 * a] - table[b] + table[0];
            var differences = new TableDifferences(values);
            if (Kept.Count == MaxKept)
                Kept.RemoveAt(0);
            Kept.Add(new WeakReference<TableDifferences>(differences));
            return differences;
        }
    }

    /// <summary>Whether a table has these differences; some microseconds.</summary>
    internal bool Match(ReadOnlySpan<int> table)
    {
        var entries = MemoryMarshal.Cast<int, Vector512<int>>(table);
        var expected = MemoryMarshal.Cast<int, Vector512<int>>(values);
        for (var a = 1; a < 256; a++)
        {
            var first = Vector512.Create(table[256 * a] - table[0]);
            var different = Vector512<int>.Zero;
            for (var i = 0; i < 16; i++)
                different |= entries[16 * a + i] - entries[i] - first ^ expected[16 * a + i];
            if (different != Vector512<int>.Zero)
                return false;
        }

        return true;
    }

    /// <summary>The cheapest plan, see <see cref="PlanFinder"/>; with a kind given, the cheapest of that kind.</summary>
    /// <param name="costs">What the parts of plans take.</param>
    /// <param name="kind">A kind to insist on, or null.</param>
    /// <exception cref="ArgumentException">The table has not the structure of the kind.</exception>
    internal TableParts Plan(PlanCosts costs, PlanKind? kind)
    {
        lock (plans)
        {
            // Only the plan that is chosen is kept, since others have tables too.
            if (!plans.TryGetValue((costs, kind), out var parts))
                plans[(costs, kind)] = parts = Choose(costs, kind);
            return parts;
        }
    }

    private TableParts Choose(PlanCosts costs, PlanKind? kind) =>
        PlanFinder.Find(values).Where(parts => kind is null || parts.Plan.Kind == kind).MinBy(costs.Of)
        ?? throw new ArgumentException(
            $"the table has not the structure of plan '{TablePlan.NameOf(kind!.Value)}'; leave the plan open or use "
                + $"'{TablePlan.NameOf(PlanKind.General)}'",
            nameof(kind)
        );
}
