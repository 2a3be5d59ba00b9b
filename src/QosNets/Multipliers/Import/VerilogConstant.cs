using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>Constants of Verilog: plain ones of 32 bits, and sized ones such as <c>8'h1F</c>.</summary>
internal static class VerilogConstant
{
    /// <summary>The constant, or null when the text is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="labels">Whether digits <c>?</c>, <c>z</c> and <c>x</c> may stand for any bits.</param>
    public static VerilogExpression.Constant? Parse(ReadOnlySpan<char> text, bool labels)
    {
        var quote = text.IndexOf('\'');
        if (quote < 0)
            return uint.TryParse(Plain(text), NumberStyles.None, CultureInfo.InvariantCulture, out var plain)
                ? new(32, plain)
                : null;
        if (
            !int.TryParse(text[..quote], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || width is < 1 or > 64
            || text.Length < quote + 3
        )
            return null;
        var digits = Plain(text[(quote + 2)..]);
        var mask = width < 64 ? (1UL << width) - 1 : ulong.MaxValue;
        var bits = char.ToLowerInvariant(text[quote + 1]) switch
        {
            'b' => 1,
            'o' => 3,
            'h' => 4,
            'd' => 0,
            _ => -1,
        };
        if (bits > 0 && labels && digits.AsSpan().ContainsAny("?zZxX"))
            return Pattern(digits, bits, width, mask);
        if (bits == 3)
            return Octal(digits) is { } octal ? new(width, octal & mask) : null;
        var style = bits switch
        {
            1 => NumberStyles.AllowBinarySpecifier,
            4 => NumberStyles.AllowHexSpecifier,
            _ => NumberStyles.None,
        };
        return bits >= 0 && ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value)
            ? new(width, value & mask)
            : null;
    }

    private static string Plain(ReadOnlySpan<char> text) => text.ToString().Replace("_", "", StringComparison.Ordinal);

    private static ulong? Octal(string digits)
    {
        var value = 0UL;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || value >> 61 != 0)
                return null;
            value = value << 3 | (uint)(digit - '0');
        }
        return value;
    }

    private static VerilogExpression.Constant? Pattern(string digits, int bits, int width, ulong mask)
    {
        if (digits.Length * bits > 64)
            return null;
        var (value, care) = (0UL, 0UL);
        foreach (var digit in digits)
        {
            var any = digit is '?' or 'z' or 'Z' or 'x' or 'X';
            if (!any && !char.IsAsciiHexDigit(digit))
                return null;
            var number = any ? 0 : Convert.ToUInt64(digit.ToString(), 16);
            if (number >> bits != 0)
                return null;
            value = value << bits | number;
            care = care << bits | (any ? 0 : (1UL << bits) - 1);
        }
        return new(width, value & mask, care | ~(digits.Length * bits < 64 ? (1UL << digits.Length * bits) - 1 : ulong.MaxValue));
    }
}
