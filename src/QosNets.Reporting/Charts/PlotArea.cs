using System.Globalization;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>
/// Grid, ticks and axis titles round two scales. The style sheet enlarges the text on phones, so margins are wide.
/// </summary>
internal sealed class PlotArea(Scale x, Scale y, Func<double, string> labelX, Func<double, string> labelY)
{
    /// <summary>Room left of the plot, for tick labels and the title of the axis.</summary>
    public const double Left = 84;

    /// <summary>Room right of the plot.</summary>
    public const double Right = 22;

    /// <summary>Room below the plot.</summary>
    public const double Bottom = 58;

    /// <summary>Draws the grid with its labels.</summary>
    /// <param name="svg">Where to draw.</param>
    /// <param name="titleX">Title below.</param>
    /// <param name="titleY">Title at the left.</param>
    public void Draw(Markup svg, string titleX, string titleY)
    {
        svg.Add($"""<g class="axes">""");
        foreach (var tick in x.Ticks())
        {
            svg.Add($"""<path class="grid" d="M{x[tick]} {y.From}V{y.To}"/>""");
            svg.Add($"""<text x="{x[tick]}" y="{y.From + 5}" dy="1em" text-anchor="middle">{labelX(tick)}</text>""");
        }
        foreach (var tick in y.Ticks())
        {
            svg.Add($"""<path class="grid" d="M{x.From} {y[tick]}H{x.To}"/>""");
            svg.Add($"""<text x="{x.From - 8}" y="{y[tick]}" dy=".35em" text-anchor="end">{labelY(tick)}</text>""");
        }
        svg.Add($"""<path class="axis" d="M{x.From} {y.To}V{y.From}H{x.To}"/>""");
        if (titleX.Length > 0)
            svg.Add($"""<text class="title" x="{(x.From + x.To) / 2}" y="{y.From + 48}" text-anchor="middle">{titleX}</text>""");
        var middle = (y.From + y.To) / 2;
        svg.Add($"""<text class="title" transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{titleY}</text>""");
        svg.Add($"</g>");
    }

    /// <summary>A number of a linear scale with the digits that its tick distance needs.</summary>
    public static string Label(double value, double step)
    {
        var digits = Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));
        return Format.Fixed(value, digits);
    }

    /// <summary>A power of ten, for example 10³.</summary>
    public static string Power(double value)
    {
        var exponent = ((int)Math.Round(Math.Log10(value))).ToString(CultureInfo.InvariantCulture);
        return "10" + string.Concat(exponent.Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
    }
}
