using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>
/// Integer constants of C: decimal, octal, hexadecimal and binary, with suffixes, typed by the table of C11 6.4.4.1.
/// </summary>
internal static class CLiteral
{
    /// <summary>Value and type, or null when the text is no integer constant of at most 64 bits.</summary>
    public static (ulong Value, CType Type)? Parse(ReadOnlySpan<char> text)
    {
        var digits = text.TrimEnd("uUlL");
        var suffix = text[digits.Length..].ToString().ToUpperInvariant();
        if (suffix is not ("" or "U" or "L" or "LL" or "UL" or "ULL" or "LU" or "LLU"))
            return null;
        var unsigned = suffix.Contains('U', StringComparison.Ordinal);
        var width = suffix.Contains('L', StringComparison.Ordinal) ? 64 : 32;
        var isDecimal = digits.Length == 1 || digits.Length > 0 && digits[0] != '0';
        if (Number(digits) is not { } value)
            return null;
        for (; width <= 64; width *= 2)
        {
            if (!unsigned && value >> (width - 1) == 0)
                return (value, new CType(width, true));
            // Only constants that are not decimal may become unsigned without a suffix.
            if ((unsigned || !isDecimal) && (width == 64 || value >> width == 0))
                return (value, new CType(width, false));
        }
        return null;
    }

    private static ulong? Number(ReadOnlySpan<char> digits)
    {
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal)
                ? hexadecimal
                : null;
        if (digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(digits[2..], NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out var binary)
                ? binary
                : null;
        if (digits.Length < 2 || digits[0] != '0')
            return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var octal = 0UL;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || octal >> 61 != 0)
                return null;
            octal = octal << 3 | (uint)(digit - '0');
        }
        return octal;
    }
}
