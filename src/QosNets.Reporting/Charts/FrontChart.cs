using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>Error against power of all multipliers of a library, with the Pareto front as a staircase.</summary>
internal static class FrontChart
{
    private const double Width = 820;
    private const double Height = 580;
    private const double Top = 72;

    // Room between the lowest decade and the axis, where multipliers without any error stand.
    private const double Floor = 30;

    private static readonly Marker Front = new(MarkerShape.Circle, 5, Palette.Main, "#ffffff");
    private static readonly Marker Beaten = new(MarkerShape.Circle, 3.5, "none", Palette.Behind);
    private static readonly Marker Exact = new(MarkerShape.Diamond, 5.5, Palette.Ink, "#ffffff");

    /// <summary>The chart as a file.</summary>
    public static string Draw(FrontReport report)
    {
        var points = report.Points;
        var x = Scale.Linear(0, points.Max(p => p.Power), PlotArea.Left, Width - PlotArea.Right, 8);
        var bottom = Height - PlotArea.Bottom;
        var errors = points.Where(p => p.Error > 0).Select(p => p.Error).DefaultIfEmpty(1).ToArray();
        var y = Scale.Decades(errors.Min(), errors.Max(), bottom - Floor, Top);
        (double X, double Y) Place(FrontPoint p) => (x[p.Power], p.Error > 0 ? y[p.Error] : bottom);

        var svg = new Markup();
        new PlotArea(x, y, _ => "", PlotArea.Power).Draw(svg, "", report.ErrorTitle);
        Frame(svg, x, bottom, report.PowerTitle);
        var front = Multipliers.ParetoFront.Of([.. points.Select(p => (p.Power, p.Error))]).Select(i => points[i]).ToList();
        var prefix = CommonPrefix([.. points.Select(p => p.Name)]);
        Heading(svg, report.Title, prefix);
        var stairs = Staircase(svg, [.. front.Select(Place)]);
        foreach (var p in points.Except(front))
            (p.Error > 0 ? Beaten : Exact).Draw(svg, Place(p).X, Place(p).Y, Tooltip(p));
        foreach (var p in front)
            (p.Error > 0 ? Front : Exact).Draw(svg, Place(p).X, Place(p).Y, Tooltip(p));
        var labels = new LabelPlacement(
            new Box(x.From + 2, Top - 16, Width - 2, bottom - 1),
            [.. points.Select(p => Box.Around(Place(p).X, Place(p).Y, 5))],
            stairs
        );
        // A name without room is left to the tooltip.
        foreach (var p in front)
            labels.Place(p.Name[prefix.Length..], Place(p).X, Place(p).Y)?.Draw(svg, Place(p).X, Place(p).Y);
        return StandaloneSvg.Wrap(Width, Height, report.Title, svg);
    }

    /// <summary>What all names begin with, up to an underscore: <c>mul8u_</c>, or nothing.</summary>
    internal static string CommonPrefix(IReadOnlyList<string> names)
    {
        var end = names[0].LastIndexOf('_') + 1;
        while (end > 0 && !names.All(n => n.Length > end && n.AsSpan().StartsWith(names[0].AsSpan(0, end))))
            end = end == 1 ? 0 : names[0].LastIndexOf('_', end - 2) + 1;
        return names[0][..end];
    }

    private static void Heading(Markup svg, string title, string prefix)
    {
        svg.Add($"""<text class="heading" x="{PlotArea.Left}" y="22">{title}</text>""");
        var at = PlotArea.Left + 5;
        foreach (
            var (marker, text) in (ReadOnlySpan<(Marker, string)>)
                [(Front, "on the front"), (Beaten, "another is better in both"), (Exact, "exact")]
        )
        {
            marker.Draw(svg, at, 42, text);
            svg.Add($"""<text class="key" x="{at + 10}" y="42" dy=".35em">{text}</text>""");
            at += 34 + (7.2 * text.Length);
        }
        if (prefix.Length > 0)
            svg.Add(
                $"""<text class="key" x="{Width - PlotArea.Right}" y="42" dy=".35em" text-anchor="end">all names begin with {prefix}</text>"""
            );
    }

    private static void Frame(Markup svg, Scale x, double bottom, string title)
    {
        svg.Add($"""<g class="axes"><path class="axis" d="M{x.From} {bottom - Floor}V{bottom}H{x.To}"/>""");
        svg.Add($"""<text x="{x.From - 8}" y="{bottom}" dy=".35em" text-anchor="end">0</text>""");
        foreach (var tick in x.Ticks())
            svg.Add(
                $"""<text x="{x[tick]}" y="{bottom + 5}" dy="1em" text-anchor="middle">{PlotArea.Label(tick, x.TickStep)}</text>"""
            );
        svg.Add($"""<text class="title" x="{(x.From + x.To) / 2}" y="{bottom + 48}" text-anchor="middle">{title}</text></g>""");
    }

    // The lines of the staircase, for names to keep clear of.
    private static List<Box> Staircase(Markup svg, List<(double X, double Y)> corners)
    {
        var lines = new List<Box>();
        var path = Markup.Of(m =>
        {
            m.Add($"M{corners[0].X} {corners[0].Y}");
            foreach (var (from, to) in corners.Zip(corners.Skip(1)))
            {
                m.Add($"H{to.X}V{to.Y}");
                lines.Add(new Box(from.X, from.Y, to.X, from.Y));
                lines.Add(new Box(to.X, from.Y, to.X, to.Y));
            }
        });
        svg.Add($"""<path d="{path}" fill="none" stroke="{Palette.MainLight}" stroke-width="1.5"/>""");
        return lines;
    }

    private static string Tooltip(FrontPoint p) =>
        $"{p.Name}: power {Format.Significant(p.Power)}, error {Format.Significant(p.Error)}";
}
