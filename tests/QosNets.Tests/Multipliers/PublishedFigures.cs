using System.Globalization;

namespace QosNets.Tests.Multipliers;

/// <summary>
/// multipliers.csv with its figures as printed, because the number of printed digits is what a comparison needs.
/// </summary>
internal static class PublishedFigures
{
    public static IReadOnlyList<Dictionary<string, string>> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',');
        return
        [
            .. lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second)),
        ];
    }

    /// <summary>Whether a value rounds to the printed figure: it is at most half a unit of the last printed digit away.</summary>
    public static bool RoundsTo(double value, string printed)
    {
        var parts = printed.Split('e');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        var unit = Math.Pow(10, exponent - decimals);
        return Math.Abs(value - double.Parse(printed, CultureInfo.InvariantCulture)) <= unit / 2 * (1 + 1e-9);
    }
}
