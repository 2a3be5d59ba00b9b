using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>A figure as somebody printed it: its value, and half a unit of its last digit.</summary>
internal readonly record struct PrintedFigure(double Value, double HalfUnit)
{
    /// <summary>Reads a decimal number at or above 0, for example <c>30865.11e2</c>; null when it is none.</summary>
    public static PrintedFigure? Parse(string text)
    {
        if (
            text.Length is 0 or > 40
            || !char.IsAsciiDigit(text[0]) && text[0] is not ('.' or '+')
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !double.IsFinite(value)
        )
            return null;
        var mantissa = text.AsSpan();
        var exponent = 0;
        var e = text.IndexOfAny(['e', 'E']);
        if (e >= 0)
        {
            mantissa = mantissa[..e];
            if (!int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                return null;
        }
        var point = mantissa.IndexOf('.');
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        return new PrintedFigure(value, Math.Pow(10, exponent - decimals) / 2);
    }

    /// <summary>Whether a value rounds to this figure; exact halves round either way.</summary>
    public bool Is(double value) => Math.Abs(value - Value) <= HalfUnit * (1 + 1e-9) + 1e-12 * Math.Abs(Value);

    /// <summary>
    /// Whether a value is within two units of the last digit: some figures were cut off or made from rounded ones.
    /// </summary>
    public bool IsNear(double value) => Math.Abs(value - Value) <= 4 * HalfUnit * (1 + 1e-9);

    /// <summary>The figure in another unit.</summary>
    public PrintedFigure DividedBy(double divisor) => divisor == 1 ? this : new(Value / divisor, HalfUnit / divisor);
}
