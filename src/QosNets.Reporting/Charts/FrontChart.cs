using QosNets.Reporting.Html;

namespace QosNets.Reporting.Charts;

/// <summary>Error against power of all multipliers of a library, with the Pareto front as a staircase.</summary>
internal static class FrontChart
{
    private const double Width = 760;
    private const double Height = 520;
    private const double Top = 20;

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
        double Place(double error) => error > 0 ? y[error] : bottom;

        var svg = new Markup();
        new PlotArea(x, y, v => PlotArea.Label(v, x.TickStep), PlotArea.Power).Draw(svg, "", report.ErrorTitle);
        Frame(svg, x, bottom, report.PowerTitle);
        var front = ParetoOf(points);
        Staircase(svg, front.Select(p => (x[p.Power], Place(p.Error))).ToList());
        foreach (var p in points.Except(front))
            (p.Error > 0 ? Beaten : Exact).Draw(svg, x[p.Power], Place(p.Error), Tooltip(p));
        foreach (var p in front)
            (p.Error > 0 ? Front : Exact).Draw(svg, x[p.Power], Place(p.Error), Tooltip(p));
        Names(svg, front.Select(p => (p.Name, x[p.Power], Place(p.Error))));
        return StandaloneSvg.Wrap(Width, Height, report.Title, svg);
    }

    private static List<FrontPoint> ParetoOf(IReadOnlyList<FrontPoint> points) =>
        [.. Multipliers.ParetoFront.Of([.. points.Select(p => (p.Power, p.Error))]).Select(i => points[i])];

    private static void Frame(Markup svg, Scale x, double bottom, string title)
    {
        svg.Add($"""<g class="axes"><path class="axis" d="M{x.From} {bottom - Floor}V{bottom}H{x.To}"/>""");
        svg.Add($"""<rect x="{x.From + 1}" y="{bottom - Floor + 1}" width="{x.To - x.From}" height="{Floor - 2}" fill="#ffffff"/>""");
        svg.Add($"""<text x="{x.From - 8}" y="{bottom}" dy=".35em" text-anchor="end">0</text>""");
        foreach (var tick in x.Ticks())
            svg.Add($"""<text x="{x[tick]}" y="{bottom + 5}" dy="1em" text-anchor="middle">{PlotArea.Label(tick, x.TickStep)}</text>""");
        svg.Add($"""<text class="title" x="{(x.From + x.To) / 2}" y="{bottom + 48}" text-anchor="middle">{title}</text></g>""");
    }

    private static void Staircase(Markup svg, List<(double X, double Y)> corners)
    {
        var path = Markup.Of(m =>
        {
            m.Add($"M{corners[0].X} {corners[0].Y}");
            foreach (var (cx, cy) in corners.Skip(1))
                m.Add($"H{cx}V{cy}");
        });
        svg.Add($"""<path d="{path}" fill="none" stroke="{Palette.MainLight}" stroke-width="1.5"/>""");
    }

    // A name above the staircase and to its right is clear of it; one that would touch the name before is left to the tooltip.
    private static void Names(Markup svg, IEnumerable<(string Name, double X, double Y)> points)
    {
        var written = new List<(double X, double Y, double Width)>();
        foreach (var (name, px, py) in points)
        {
            var width = 6.3 * name.Length;
            var left = px + 8 + width > Width ? px - 8 - width : px + 8;
            var top = py - 5;
            if (written.Any(w => Math.Abs(w.Y - top) < 12 && left < w.X + w.Width && w.X < left + width))
                continue;
            written.Add((left, top, width));
            svg.Add($"""<text class="name" x="{left}" y="{top}">{name}</text>""");
        }
    }

    private static string Tooltip(FrontPoint p) => $"{p.Name}: power {Format.Significant(p.Power)}, error {Format.Significant(p.Error)}";
}
