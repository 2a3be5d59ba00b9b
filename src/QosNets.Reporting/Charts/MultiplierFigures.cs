using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>A multiplier in a chart of error against power.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Power">Its power, at or above 0, in the unit that the chart's title says.</param>
/// <param name="Error">Its error by the chosen metric, at or above 0.</param>
internal sealed record FrontPoint(string Name, double Power, double Error);

/// <summary>What a chart of error against power shows.</summary>
/// <param name="Title">Title of the chart.</param>
/// <param name="PowerTitle">Title of the power axis with its unit; it says when powers are estimates.</param>
/// <param name="ErrorTitle">Title of the error axis with its unit.</param>
/// <param name="Points">One or more multipliers.</param>
internal sealed record FrontReport(string Title, string PowerTitle, string ErrorTitle, IReadOnlyList<FrontPoint> Points);

/// <summary>Figures of multipliers as files.</summary>
internal static class MultiplierFigures
{
    /// <summary>Error against power with the Pareto front as SVG; the error axis is logarithmic, with room for 0 below.</summary>
    public static string FrontSvg(FrontReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return FrontChart.Draw(report);
    }

    /// <summary>The error map of a multiplier as SVG with its name, axes and a colour bar, as in the report.</summary>
    public static string ErrorMapSvg(ErrorMapReport map)
    {
        ArgumentNullException.ThrowIfNull(map);
        const double Heading = 28;
        var content = new Markup();
        content.Add(
            $"""<text class="heading" x="12" y="22">{map.Name}: product − exact product</text><g transform="translate(0 {Heading})">{ErrorMapFigure.Content(map)}</g>"""
        );
        return StandaloneSvg.Wrap(ErrorMapFigure.Width, ErrorMapFigure.Height + Heading, $"Error map of {map.Name}", content);
    }

    /// <summary>The error map alone as a PNG of 256×256 pixels: weight to the right, activation upwards, both by value.</summary>
    public static byte[] ErrorMapPng(ErrorMapReport map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return ErrorMapFigure.Png(map);
    }
}
