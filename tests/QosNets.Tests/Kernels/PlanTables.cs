using QosNets.Kernels;

namespace QosNets.Tests.Kernels;

/// <summary>Tables made to have one structure each, and the plan that suits it.</summary>
internal static class PlanTables
{
    private static readonly Dictionary<string, (int[] Entries, PlanKind Kind)> All = new()
    {
        ["exact"] = (Fill((a, b) => a * b), PlanKind.Exact),
        ["exact signed"] = (Fill((a, b) => (sbyte)a * (sbyte)b), PlanKind.Exact),
        ["exact of 3 bits"] = (Fill((a, b) => a * (b & 0xE0)), PlanKind.Exact),
        ["exact of 5 signed bits"] = (Fill((a, b) => (sbyte)a * (sbyte)(b & 0xF8)), PlanKind.Exact),
        ["exact and terms"] = (Fill((a, b) => a * b - 99 * a + a % 7 * 1000 - b * b), PlanKind.Exact),
        ["negative"] = (Fill((a, b) => -a * b), PlanKind.RankOne),
        ["truncated operands"] = (Fill((a, b) => (sbyte)(a & 0xFC) * (sbyte)(b & 0xF0)), PlanKind.RankOne),
        ["largest factors"] = (Fill((a, b) => a * (b & 1) * 16383), PlanKind.RankOne),
        ["terms only"] = (Fill((a, b) => 30000 - 77 * a + b % 5), PlanKind.Additive),
        ["two rows"] = (Fill((a, b) => a * b - (a & b & 1)), PlanKind.Classes),
        ["few rows"] = (Error(1, 16, 7), PlanKind.Classes),
        ["64 rows"] = (Error(2, 64, 255), PlanKind.Classes),
        ["table of 60 rows"] = (Fill((a, b) => Random(3, a % 60, b, 256) * 512 + a), PlanKind.Classes),
        ["100 rows"] = (Error(4, 100, 120), PlanKind.ByteError),
        ["byte error"] = (Error(5, 256, 256), PlanKind.ByteError),
        ["two bytes of few rows"] = (Fill((a, b) => Random(6, a & 63, b, 65536)), PlanKind.Rows128),
        ["two bytes of 128 rows"] = (Fill((a, b) => Random(7, a >> 1, b, 65536) - 300 * a), PlanKind.Rows128),
        ["split"] = (Fill((a, b) => Random(8, a, b, 256) + 256 * Random(9, a & 63, b, 30)), PlanKind.Split),
        ["16 columns"] = (Fill((a, b) => Random(12, a, b >> 4, 4000)), PlanKind.Columns),
        ["16 columns, scattered"] = (Fill((a, b) => a * b - Random(13, a, b * 37 & 15, 300) + b * b), PlanKind.Columns),
        ["16 columns of signed weights"] = (Fill((a, b) => (sbyte)a * (sbyte)(b & 0xF0) - (a & b & 16)), PlanKind.Columns),
        ["16 columns and terms of 20 bits"] = (
            Fill((a, b) => Random(14, a, b & 15, 60000) + Random(15, a, 1, 1 << 20)),
            PlanKind.Columns
        ),
        ["32 columns"] = (Fill((a, b) => Random(16, a, b >> 3, 2000)), PlanKind.General),
        ["columns of halves"] = (Fill((a, b) => Random(17, a, b & 15, 900) + Random(18, a, b >> 4, 900)), PlanKind.General),
        ["any"] = (Fill((a, b) => Random(10, a, b, 65536)), PlanKind.General),
        ["wide"] = (Fill((a, b) => Random(11, a & 15, b, 1 << 20)), PlanKind.General),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static IEnumerable<(string Name, PlanKind Kind)> Expected => All.Select(entry => (entry.Key, entry.Value.Kind));

    public static int[] Get(string name) => All[name].Entries;

    /// <summary>The exact product and an error of so many different rows.</summary>
    private static int[] Error(int seed, int rows, int range) => Fill((a, b) => a * b - Random(seed, a % rows, b, range));

    private static int[] Fill(Func<int, int, int> product) =>
        [.. Enumerable.Range(0, 65536).Select(i => product(i >> 8, i & 255))];

    /// <summary>
    /// A number below range that depends on the arguments alone, so that equal rows can be asked for. Row and column 0 are
    /// zero, else taking the terms of one operand out would widen the range.
    /// </summary>
    private static int Random(int seed, int row, int column, int range)
    {
        if (row == 0 || column == 0)
            return 0;
        var x = (uint)((seed * 256 + row) * 256 + column) * 2654435761u;
        x ^= x >> 15;
        x *= 2246822519u;
        x ^= x >> 13;
        x *= 3266489917u;
        return (int)((x ^ x >> 16) % (uint)range);
    }
}
