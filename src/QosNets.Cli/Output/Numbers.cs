using System.Globalization;

namespace QosNets.Cli.Output;

/// <summary>Numbers in tables, the same on every machine.</summary>
internal static class Numbers
{
    /// <summary>A text whose numbers have points and no local groups.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number with about four significant digits, never in scientific notation above 0.001.</summary>
    public static string Short(double value) =>
        Math.Abs(value) switch
        {
            0 => "0",
            >= 1000 => Text($"{value:0}"),
            >= 100 => Text($"{value:0.0}"),
            >= 10 => Text($"{value:0.00}"),
            >= 0.001 => Text($"{value:0.0000}"),
            _ => Text($"{value:0.00e0}"),
        };
}
