using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>A chart as a file of its own, with the rules of the report's style sheet that it needs.</summary>
internal static class StandaloneSvg
{
    private static readonly Markup Css = Markup.Trusted(
        """
        <style>
        svg { font: 14px "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; fill: #1a1a1a; }
        image { image-rendering: pixelated; }
        .axes text { fill: #404040; font-size: 13px; }
        .axes text.title { fill: #1a1a1a; font-size: 14px; }
        .grid { stroke: #e3e3e3; fill: none; }
        .axis { stroke: #404040; fill: none; }
        .frame { stroke: #404040; fill: none; stroke-width: .8; }
        .heading { font-size: 15px; font-weight: 600; }
        .key { fill: #404040; font-size: 12px; }
        .name { font-size: 11.5px; paint-order: stroke; stroke: #fff; stroke-width: 3px; stroke-linejoin: round; }
        </style>
        """
    );

    /// <summary>The text of the file.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="title">What readers without eyes get.</param>
    /// <param name="content">What stands inside.</param>
    public static string Wrap(double width, double height, string title, Markup content) =>
        Markup
            .Of(m =>
                m.Add(
                    $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"><title>{title}</title>{Css}<rect width="{width}" height="{height}" fill="#ffffff"/>{content}</svg>"""
                )
            )
            .ToString();
}
