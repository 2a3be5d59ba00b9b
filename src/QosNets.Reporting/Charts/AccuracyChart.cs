using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>Top-1 against saving: the points of the run in front, validation points and other runs behind.</summary>
internal static class AccuracyChart
{
    private const double Width = 640;
    private const double Height = 460;

    // Room for the letters that the style sheet enlarges on phones.
    private const double PhoneCharacter = 12;
    private const double PhoneLine = 23;

    private static readonly Marker Point = new(MarkerShape.Circle, 6.5, Palette.Main, "#ffffff");
    private static readonly Marker Exact = new(MarkerShape.Diamond, 6.5, Palette.Ink, "#ffffff");
    private static readonly Marker Swept = new(MarkerShape.Circle, 3.5, "none", Palette.Behind);

    /// <summary>The chart, its legend, and a note on points that lie below it.</summary>
    public static Markup Draw(ReportData data)
    {
        var results = data.Results;
        // Savings from counted gates, from synthesis and of other costs have no axis in common.
        data = data with
        {
            Comparisons = [.. data.Comparisons.Where(c => c.SavesTheSame(results))],
        };
        var cascades = CascadeSeries.Points(results);
        var front = results
            .OperatingPoints.SelectMany(p =>
                new[] { p.Top1, results.Exact.Top1 - p.LossInterval.Low, results.Exact.Top1 - p.LossInterval.High }
            )
            .Concat(data.Comparisons.SelectMany(c => c.Points.Select(p => p.Top1).Append(c.ExactTop1)))
            .Concat(cascades.Select(p => p.Top1))
            .Concat(BaselineSeries.Retrained(results).SelectMany(s => s.Points.Select(p => p.Top1)))
            .Append(results.Exact.Top1)
            .ToArray();
        var behind = BaselineSeries
            .Recalibrated(results)
            .SelectMany(s => s.Points.Select(p => (s.Marker, Point: p)))
            .Concat(data.Sweep.Select(p => (Marker: Swept, Point: p)))
            .ToArray();
        // Points without retraining can fall to chance level; they may not squeeze the results into a corner.
        var floor = front.Min() - Math.Max(front.Max() - front.Min(), 0.02);
        var visible = behind.Where(p => p.Point.Top1 >= floor).ToArray();
        var shown = visible.Select(p => p.Point).ToArray();
        var all = front.Concat(shown.Select(p => p.Top1)).ToArray();
        var savings = results
            .OperatingPoints.Select(p => p.Saving)
            .Concat(shown.Concat(cascades).Select(p => p.Saving))
            .Concat(BaselineSeries.Retrained(results).SelectMany(s => s.Points.Select(p => p.Saving)))
            .Concat(data.Comparisons.SelectMany(c => c.Points.Select(p => p.Saving)))
            .Append(0)
            .ToArray();

        var x = Scale.Linear(100 * savings.Min(), 100 * savings.Max(), PlotArea.Left, Width - PlotArea.Right, 6);
        var y = Scale.Linear(100 * all.Min(), 100 * all.Max(), Height - PlotArea.Bottom, 60, 6);
        var svg = new Markup();
        new PlotArea(x, y, v => PlotArea.Label(v, x.TickStep), v => PlotArea.Label(v, y.TickStep)).Draw(
            svg,
            PowerText.Heading("Saving of multiplier power, %", results),
            "Top-1, %"
        );
        RelativePowerAxis(svg, x, y, PowerText.Heading("Relative power, %", results));

        foreach (var (marker, p) in visible)
            marker.Draw(svg, x[100 * p.Saving], y[100 * p.Top1], Tooltip(p.Name + " (validation split)", p.Saving, p.Top1));
        foreach (var (_, marker, points) in BaselineSeries.Retrained(results))
        {
            foreach (var p in points)
                marker.Draw(svg, x[100 * p.Saving], y[100 * p.Top1], Tooltip(p.Name, p.Saving, p.Top1));
        }
        for (var i = 0; i < data.Comparisons.Count; i++)
            Comparison(svg, x, y, data.Comparisons[i], i);
        Connect(svg, cascades.Select(p => (x[100 * p.Saving], y[100 * p.Top1])), CascadeSeries.Marker.Stroke, 1.2);
        foreach (var p in cascades)
            CascadeSeries.Marker.Draw(svg, x[100 * p.Saving], y[100 * p.Top1], Tooltip(p.Name, p.Saving, p.Top1));
        Points(svg, x, y, results);
        Names(
            svg,
            x,
            y,
            results,
            [.. shown.Concat(cascades).Concat(Others(data)).Select(p => Box.Around(x[100 * p.Saving], y[100 * p.Top1], 6))]
        );

        return Markup.Of(m =>
        {
            m.Add(
                $"""<svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-label="Top-1 against saving">{svg}</svg>"""
            );
            m.Add($"""<div class="legend">{Legend(data)}</div>""");
            if (shown.Length < behind.Length)
                m.Add(
                    $"""<p class="note">{behind.Length - shown.Length} validation points lie below the axis and are not drawn.</p>"""
                );
        });
    }

    /// <summary>Marker of the i-th comparison run.</summary>
    public static Marker ComparisonMarker(int i) =>
        new(
            (i % 3) switch
            {
                0 => MarkerShape.Triangle,
                1 => MarkerShape.Square,
                _ => MarkerShape.Diamond,
            },
            5,
            Palette.Comparison(i),
            "#ffffff"
        );

    private static void RelativePowerAxis(Markup svg, Scale x, Scale y, string title)
    {
        svg.Add($"""<g class="axes">""");
        foreach (var tick in x.Ticks())
            svg.Add(
                $"""<text x="{x[tick]}" y="{y.To - 12}" text-anchor="middle">{PlotArea.Label(100 - tick, x.TickStep)}</text>"""
            );
        svg.Add($"""<text class="title" x="{(x.From + x.To) / 2}" y="22" text-anchor="middle">{title}</text></g>""");
    }

    private static void Comparison(Markup svg, Scale x, Scale y, ComparisonRun run, int index)
    {
        var marker = ComparisonMarker(index);
        Connect(svg, run.Points.Select(p => (x[100 * p.Saving], y[100 * p.Top1])), marker.Fill, 1.2);
        marker.Draw(svg, x[0], y[100 * run.ExactTop1], Tooltip(run.Title + ": exact", 0, run.ExactTop1));
        foreach (var p in run.Points)
            marker.Draw(svg, x[100 * p.Saving], y[100 * p.Top1], Tooltip($"{run.Title}: {p.Name}", p.Saving, p.Top1));
    }

    private static void Points(Markup svg, Scale x, Scale y, RunResults results)
    {
        var level = y[100 * results.Exact.Top1];
        svg.Add($"""<path class="level" d="M{x.From} {level}H{x.To}"/>""");
        Connect(svg, results.OperatingPoints.Select(p => (x[100 * p.Saving], y[100 * p.Top1])), Palette.Main, 1.8);
        Exact.Draw(svg, x[0], level, Tooltip("exact", 0, results.Exact.Top1));
        foreach (var p in results.OperatingPoints)
        {
            var (cx, cy) = (x[100 * p.Saving], y[100 * p.Top1]);
            var top = y[100 * (results.Exact.Top1 - p.LossInterval.Low)];
            var bottom = y[100 * (results.Exact.Top1 - p.LossInterval.High)];
            svg.Add($"""<path class="whisker" d="M{cx} {top}V{bottom}M{cx - 4} {top}h8M{cx - 4} {bottom}h8"/>""");
            Point.Draw(svg, cx, cy, Tooltip(p.Name, p.Saving, p.Top1));
        }
    }

    private static IEnumerable<PlotPoint> Others(ReportData data) =>
        data.Comparisons.SelectMany(c => c.Points.Select(p => new PlotPoint(p.Name, p.Saving, p.Top1)));

    // The points' names keep clear of every marker and whisker; a name that has no room anywhere stands below its whisker.
    private static void Names(Markup svg, Scale x, Scale y, RunResults results, List<Box> taken)
    {
        var places = results
            .OperatingPoints.Select(p =>
                (
                    p.Name,
                    X: x[100 * p.Saving],
                    Y: y[100 * p.Top1],
                    Top: y[100 * (results.Exact.Top1 - p.LossInterval.Low)],
                    Bottom: y[100 * (results.Exact.Top1 - p.LossInterval.High)]
                )
            )
            .ToList();
        taken.AddRange(places.Select(p => Box.Around(p.X, p.Y, 7)));
        taken.AddRange(places.Select(p => new Box(p.X - 4, p.Top, p.X + 4, p.Bottom)));
        var path = places.OrderBy(p => p.X).ToList();
        var lines = path.Zip(path.Skip(1), (a, b) => new Box(a.X, Math.Min(a.Y, b.Y), b.X, Math.Max(a.Y, b.Y))).ToList();
        var labels = new LabelPlacement(
            new Box(x.From + 2, y.To, x.To + PlotArea.Right, y.From - 2),
            taken,
            lines,
            PhoneCharacter,
            PhoneLine
        );
        foreach (var p in places)
        {
            if (labels.Place(p.Name, p.X, p.Y) is { } label)
                label.Draw(svg, p.X, p.Y);
            else
                svg.Add($"""<text class="name" x="{p.X}" y="{p.Bottom + 18}" text-anchor="middle">{p.Name}</text>""");
        }
    }

    private static void Connect(Markup svg, IEnumerable<(double X, double Y)> points, string colour, double width)
    {
        var path = Markup.Of(m =>
        {
            var first = true;
            foreach (var (px, py) in points.OrderBy(p => p.X))
            {
                _ = first ? m.Add($"M{px} {py}") : m.Add($"L{px} {py}");
                first = false;
            }
        });
        svg.Add($"""<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>""");
    }

    private static Markup Legend(ReportData data) =>
        Markup.Of(m =>
        {
            m.Add($"{Point.LegendEntry("operating points, test split, 95 % interval of the loss")}");
            m.Add($"{Exact.LegendEntry("exact network, test split")}");
            if (CascadeSeries.Points(data.Results).Count > 0)
                m.Add($"{CascadeSeries.Marker.LegendEntry("cascades, test split, thresholds from the validation split")}");
            foreach (var (name, marker, _) in BaselineSeries.Retrained(data.Results))
                m.Add($"{marker.LegendEntry($"{name}, trained as the points, test split")}");
            foreach (var (name, marker, _) in BaselineSeries.Recalibrated(data.Results))
                m.Add($"{marker.LegendEntry($"{name}, recalibrated only, validation split")}");
            if (data.Sweep.Count > 0)
                m.Add($"{Swept.LegendEntry("exact selector, recalibrated only, validation split")}");
            for (var i = 0; i < data.Comparisons.Count; i++)
                m.Add($"{ComparisonMarker(i).LegendEntry(data.Comparisons[i].Title + ", test split")}");
        });

    private static string Tooltip(string name, double saving, double top1) =>
        $"{name}: top-1 {Format.Percent(top1)}, saving {Format.Percent(saving, 1)}";
}
