using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>Shape of a marker: shapes, unlike colours, survive a grey print and every kind of colour vision.</summary>
internal enum MarkerShape
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>A triangle that points up.</summary>
    Triangle,

    /// <summary>Two crossed strokes.</summary>
    Cross,
}

/// <summary>How the points of one series look.</summary>
/// <param name="Shape">Shape of its markers.</param>
/// <param name="Radius">Half of their size.</param>
/// <param name="Fill">Fill colour, or <c>none</c>.</param>
/// <param name="Stroke">Colour of the outline.</param>
internal sealed record Marker(MarkerShape Shape, double Radius, string Fill, string Stroke)
{
    /// <summary>Draws one marker with a tooltip.</summary>
    public void Draw(Markup svg, double x, double y, string tooltip)
    {
        var r = Radius;
        var title = Markup.Of(m => m.Add($"<title>{tooltip}</title>"));
        if (Shape == MarkerShape.Circle)
        {
            svg.Add($"""<circle cx="{x}" cy="{y}" r="{r}" fill="{Fill}" stroke="{Stroke}">{title}</circle>""");
            return;
        }
        var path = Markup.Of(m =>
            _ = Shape switch
            {
                MarkerShape.Square => m.Add($"M{x - r} {y - r}h{2 * r}v{2 * r}h{-2 * r}z"),
                MarkerShape.Diamond => m.Add(
                    $"M{x} {y - (1.3 * r)}l{1.3 * r} {1.3 * r}l{-1.3 * r} {1.3 * r}l{-1.3 * r} {-1.3 * r}z"
                ),
                MarkerShape.Triangle => m.Add($"M{x} {y - (1.2 * r)}l{1.15 * r} {2 * r}h{-2.3 * r}z"),
                _ => m.Add($"M{x - r} {y - r}l{2 * r} {2 * r}M{x - r} {y + r}l{2 * r} {-2 * r}"),
            }
        );
        svg.Add($"""<path d="{path}" fill="{Fill}" stroke="{Stroke}">{title}</path>""");
    }

    /// <summary>The marker as an entry of a legend, with its text.</summary>
    public Markup LegendEntry(string text)
    {
        var svg = new Markup();
        Draw(svg, 9, 9, text);
        return Markup.Of(m => m.Add($"""<span><svg viewBox="0 0 18 18" aria-hidden="true">{svg}</svg>{text}</span>"""));
    }
}
