using System.Globalization;
using QosNets.Reporting.Results;

namespace QosNets.Reporting.Text;

/// <summary>Numbers for people: sensible digits, real minus signs, the same on every machine.</summary>
internal static class Format
{
    private const char Minus = '\u2212';
    private const char NoBreak = '\u00A0';
    private const char Thin = '\u202F';

    /// <summary>A fraction of 1 in percent, for example <c>91.24 %</c>.</summary>
    public static string Percent(double fraction, int digits = 2) => Fixed(100 * fraction, digits) + NoBreak + "%";

    /// <summary>A difference of two fractions in percentage points, for example <c>−0.12</c>.</summary>
    public static string Points(double fraction, int digits = 2) => Fixed(100 * fraction, digits);

    /// <summary>An interval of differences in percentage points, for example <c>−0.10 to 0.52</c>.</summary>
    public static string Points(Interval interval) => $"{Points(interval.Low)} to {Points(interval.High)}";

    /// <summary>A number with so many decimals.</summary>
    public static string Fixed(double value, int digits)
    {
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : Minus + "∞";
        var text = Math.Abs(value).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // −0.00 is nobody's result.
        return value < 0 && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? Minus + text : text;
    }

    /// <summary>A number with three significant digits, in groups of three from 10,000 on.</summary>
    public static string Significant(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return Fixed(value, 0);
        var magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (magnitude >= 3)
        {
            var unit = Math.Pow(10, magnitude - 2);
            return Grouped((long)(Math.Round(value / unit) * unit));
        }
        if (magnitude < -4)
            return value.ToString("0.00e0", CultureInfo.InvariantCulture).Replace('-', Minus);
        return Fixed(value, Math.Max(0, 2 - magnitude));
    }

    /// <summary>A whole number in groups of three.</summary>
    public static string Grouped(long value)
    {
        var digits = Math.Abs((decimal)value).ToString("#,0", CultureInfo.InvariantCulture).Replace(',', Thin);
        return value < 0 ? Minus + digits : digits;
    }

    /// <summary>A time, for example <c>0.42 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 10)
            return $"{Fixed(seconds, 2)}{NoBreak}s";
        var whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => $"{whole}{NoBreak}s",
            < 3600 => $"{whole / 60}{NoBreak}min {whole % 60}{NoBreak}s",
            _ => $"{whole / 3600}{NoBreak}h {whole % 3600 / 60}{NoBreak}min",
        };
    }
}
