using System.Globalization;

namespace QosNets.Multipliers;

internal readonly record struct PrintedFigure(double Value, double HalfUnit)
{
    public static PrintedFigure? Parse(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return null;
        var mark = text.IndexOfAny(['e', 'E']);
        var mantissa = mark < 0 ? text : text[..mark];
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        return new PrintedFigure(value, Math.Pow(10, exponent - (point < 0 ? 0 : mantissa.Length - point - 1)) / 2);
    }

    public bool Is(double value) => Math.Abs(value - Value) <= HalfUnit * (1 + 1e-9);
}
