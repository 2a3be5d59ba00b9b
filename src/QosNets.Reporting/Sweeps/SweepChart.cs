using QosNets.Reporting.Charts;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Sweeps;

/// <summary>
/// Loss against saving: a line a group, means over seeds with their 95 % intervals, and the Pareto front of all.
/// </summary>
internal static class SweepChart
{
    private const double Width = 760;
    private const double Height = 480;
    private const double KeyHeight = 18;
    private const int MostKeys = 24;

    /// <summary>The chart as a file of its own, its key below it.</summary>
    public static string Standalone(SweepResults results)
    {
        var groups = Groups(results);
        var content = Draw(results);
        foreach (var (i, group) in groups.Take(MostKeys).Index())
        {
            var y = Height + 14 + (i * KeyHeight);
            MarkerOf(i).Draw(content, PlotArea.Left + 6, y - 4, group.Key);
            content.Add($"""<text class="key" x="{PlotArea.Left + 20}" y="{y}">{group.Key}</text>""");
        }
        if (groups.Count > MostKeys)
            content.Add(
                $"""<text class="key" x="{PlotArea.Left + 20}" y="{Height + 14 + (MostKeys * KeyHeight)}">and {groups.Count - MostKeys} more</text>"""
            );
        return StandaloneSvg.Wrap(
            Width,
            Height + 20 + (Math.Min(groups.Count, MostKeys + 1) * KeyHeight),
            $"{results.Name}: loss against saving",
            content
        );
    }

    /// <summary>The chart as part of a page, with its legend.</summary>
    public static Markup Figure(SweepResults results) =>
        Markup.Of(m =>
        {
            m.Add(
                $"""<svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-label="Loss against saving">{Draw(results)}</svg><div class="legend">"""
            );
            foreach (var (i, group) in Groups(results).Index())
                m.Add($"{MarkerOf(i).LegendEntry(group.Key)}");
            m.Add($"</div>");
        });

    private static Markup Draw(SweepResults results)
    {
        var svg = new Markup();
        var means = results.Means;
        if (means.Count == 0)
        {
            svg.Add($"""<text x="{Width / 2}" y="{Height / 2}" text-anchor="middle">no run has results yet</text>""");
            return svg;
        }
        var ends = means
            .SelectMany(p => p.Loss.Interval is { } i ? (double[])[i.Low, i.High] : [p.Loss.Value])
            .Append(0)
            .ToList();
        var savings = means.Select(p => p.Saving.Value).ToList();
        var x = Scale.Linear(100 * savings.Min(), 100 * savings.Max(), PlotArea.Left, Width - PlotArea.Right, 8);
        var y = Scale.Linear(100 * ends.Min(), 100 * ends.Max(), Height - PlotArea.Bottom, 20, 8);
        new PlotArea(x, y, v => PlotArea.Label(v, x.TickStep), v => PlotArea.Label(v, y.TickStep)).Draw(
            svg,
            Title(results),
            "Loss of top-1 against exact, points"
        );
        Front(svg, x, y, means);
        foreach (var (i, group) in Groups(results).Index())
            Group(svg, x, y, [.. group.OrderBy(p => p.Saving.Value)], i);
        return svg;
    }

    private static void Group(Markup svg, Scale x, Scale y, List<SweepMean> points, int index)
    {
        Line(
            svg,
            points.Select(p => (x[100 * p.Saving.Value], y[100 * p.Loss.Value])),
            MarkerOf(index).Fill,
            1.2,
            Palette.Dash(index)
        );
        foreach (var p in points)
        {
            var (cx, cy) = (x[100 * p.Saving.Value], y[100 * p.Loss.Value]);
            if (p.Loss.Interval is { } interval)
                svg.Add(
                    $"""<path d="M{cx} {y[100 * interval.Low]}V{y[100 * interval.High]}" stroke="{MarkerOf(index).Fill}" stroke-width="1"/>"""
                );
            MarkerOf(index)
                .Draw(
                    svg,
                    cx,
                    cy,
                    $"{p.Group}, {p.Point}: {Format.Percent(p.Saving.Value, 1)} saved, {Format.Points(p.Loss.Value)} points lost"
                );
        }
    }

    // Nothing saves more and loses less than a point of the front.
    // Runs by unlike costs share the axis of what each saves of its own.
    private static string Title(SweepResults results) =>
        results.Rows.Select(r => r.Results.Cost).Distinct().Count() > 1
            ? "Saving of what multipliers were chosen by, %"
            : PowerText.Heading(
                "Saving of multiplier power, %",
                results.Rows.Any(r => r.Results.PowerIsEstimated),
                results.Rows[0].Results.Cost
            );

    private static void Front(Markup svg, Scale x, Scale y, IReadOnlyList<SweepMean> means)
    {
        var front = means
            .Where(p =>
                !means.Any(o =>
                    o.Saving.Value >= p.Saving.Value
                    && o.Loss.Value <= p.Loss.Value
                    && (o.Saving.Value > p.Saving.Value || o.Loss.Value < p.Loss.Value)
                )
            )
            .OrderBy(p => p.Saving.Value)
            .Select(p => (x[100 * p.Saving.Value], y[100 * p.Loss.Value]));
        Line(svg, front, Palette.Behind, 5, "none");
    }

    private static void Line(Markup svg, IEnumerable<(double X, double Y)> points, string colour, double width, string dash)
    {
        var path = Markup.Of(m =>
        {
            foreach (var (i, p) in points.Index())
                _ = i == 0 ? m.Add($"M{p.X} {p.Y}") : m.Add($"L{p.X} {p.Y}");
        });
        svg.Add($"""<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/>""");
    }

    private static List<IGrouping<string, SweepMean>> Groups(SweepResults results) => [.. results.Means.GroupBy(p => p.Group)];

    private static Marker MarkerOf(int index)
    {
        MarkerShape[] shapes = [MarkerShape.Circle, MarkerShape.Square, MarkerShape.Diamond, MarkerShape.Triangle];
        return new Marker(shapes[index % shapes.Length], 5, Palette.Line(index), "#ffffff");
    }
}
