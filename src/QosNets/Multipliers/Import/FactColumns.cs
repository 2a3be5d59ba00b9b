using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>What the columns or keys of a fact sheet mean, and the units that they may be in.</summary>
internal static class FactColumns
{
    /// <summary>What the names of columns of other costs begin with.</summary>
    public const string CostPrefix = "cost_";

    // Columns of sheets that are at hand which say nothing that a library holds.
    private static readonly string[] Known =
    [
        "and2",
        "or2",
        "xor2",
        "not",
        "names",
        "sha256_16",
        "wcre",
        "index",
        "relative_power",
        "power_is_estimated",
    ];

    /// <summary>Whether a column names the multipliers.</summary>
    public static bool IsName(string title) =>
        ColumnName.Of(title).Name is "name" or "multiplier" or "circuit" or "circuit_name" or "table";

    /// <summary>Whether a column is known and left alone.</summary>
    public static bool IsKnown(string title) => title.Length == 0 || Known.Contains(ColumnName.Of(title).Name);

    /// <summary>
    /// The cost column that a column <c>cost_NAME</c> holds; null for others. A unit stays in the name: values of one column in
    /// two units would compare without anybody's notice.
    /// </summary>
    public static string? CostOf(string title)
    {
        var (name, unit) = ColumnName.Of(title);
        if (!name.StartsWith(CostPrefix, StringComparison.Ordinal))
            return null;
        var column = name[CostPrefix.Length..] + (unit.Length > 0 ? "_" + unit : "");
        return CostColumn.IsOwnName(column) ? column : null;
    }

    /// <summary>The figure of a column and what its numbers are divided by to be in the library's unit; null for
    /// others.</summary>
    /// <exception cref="FormatException">The unit of a power, area or delay is none that is read.</exception>
    public static (Figure Figure, double Divisor)? FigureOf(string title)
    {
        var column = ColumnName.Of(title);
        return (column.Name, column.Unit) switch
        {
            ("power" or "pwr" or "pdk45_pwr" or "power_consumption" or "total_power", var unit) => (
                Figure.Power,
                unit switch
                {
                    "" or "mw" => 1,
                    "uw" => 1e3,
                    "nw" => 1e6,
                    "w" => 1e-3,
                    _ => throw Unread(unit, "nW, uW, mW or W"),
                }
            ),
            ("fpga_power", var unit) => (
                Figure.FpgaPower,
                unit switch
                {
                    "" or "mw" => 1,
                    "uw" => 1e3,
                    "w" => 1e-3,
                    _ => throw Unread(unit, "uW, mW or W"),
                }
            ),
            ("area" or "pdk45_area" or "cell_area", var unit) => (
                Figure.Area,
                unit switch
                {
                    "" or "um2" => 1,
                    "nm2" => 1e6,
                    "mm2" => 1e-6,
                    _ => throw Unread(unit, "nm2, um2 or mm2"),
                }
            ),
            ("delay" or "pdk45_delay" or "latency" or "critical_path", var unit) => (Figure.Delay, Nanoseconds(unit)),
            ("fpga_delay" or "fpga_latency", var unit) => (Figure.FpgaDelay, Nanoseconds(unit)),
            ("luts" or "lut" or "fpga_luts" or "fpga_lut" or "slice_luts" or "lut_count" or "fpga_area", "") => (
                Figure.LookUpTables,
                1
            ),
            ("mae", "") => (Figure.Mae, 1),
            ("wce", "") => (Figure.Wce, 1),
            ("mse", "") => (Figure.Mse, 1),
            ("ep", "percent") => (Figure.Ep, 1),
            ("mre", "percent") => (Figure.Mre, 1),
            ("mae", "percent") => (Figure.MaePercent, 1),
            ("wce", "percent") => (Figure.WcePercent, 1),
            _ => null,
        };
    }

    private static double Nanoseconds(string unit) =>
        unit switch
        {
            "" or "ns" => 1,
            "ps" => 1e3,
            "us" => 1e-3,
            _ => throw Unread(unit, "ps, ns or us"),
        };

    private static FormatException Unread(string unit, string units) =>
        new($"its unit \"{Printed.Short(unit)}\" is not read; write {units}");
}
