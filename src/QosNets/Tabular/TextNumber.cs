using System.Globalization;

namespace QosNets.Tabular;

/// <summary>
/// Numbers in tables of text. A comma is a decimal comma only where it can be nothing else: between semicolons, or in a field
/// of its own that no thousands separator could stand in.
/// </summary>
internal static class TextNumber
{
    /// <summary>The number with a decimal point; null where a comma stands that is no decimal comma for certain.</summary>
    /// <param name="field">The field.</param>
    /// <param name="separator">What separates the fields of its table.</param>
    public static string? WithPoint(string field, char separator)
    {
        var comma = field.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
            return field;
        if (field.LastIndexOf(',') != comma || field.Contains('.', StringComparison.Ordinal))
            return null;
        var whole = field.AsSpan(0, comma).TrimStart("+-");
        var digits = field.AsSpan(comma + 1);
        var certain = separator == ';' || whole is "0" or "" || !IsThreeDigits(digits);
        return certain ? field.Replace(',', '.') : null;
    }

    /// <summary>A finite number, or null.</summary>
    public static double? Real(string field, char separator) =>
        WithPoint(field, separator) is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : null;

    /// <summary>A whole number: decimal, hexadecimal after <c>0x</c>, or written as a real one like <c>3.000e+00</c>; or
    /// null.</summary>
    public static int? Whole(string field, char separator)
    {
        if (int.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return value;
        if (field.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return
                uint.TryParse(field.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var pattern)
                && pattern <= int.MaxValue
                ? (int)pattern
                : null;
        return Real(field, separator) is { } real && real == Math.Truncate(real) && Math.Abs(real) <= int.MaxValue
            ? (int)real
            : null;
    }

    private static bool IsThreeDigits(ReadOnlySpan<char> text) =>
        text.Length == 3 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2]);
}
