using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>A replayed budget trace: budget and power above, the settings in the middle, accuracy below, over frames.</summary>
internal static class SimulationChart
{
    private const double Width = 820;
    private const double Top = 44;
    private const double Panel = 150;
    private const double Gap = 26;
    private const double Row = 34;
    private const int MaxBins = 160;

    /// <summary>The chart as a file.</summary>
    public static string Draw(SimulationReport report)
    {
        var frames = report.Budgets.Count;
        // Not fewer frames than a window: below that the shares of right frames are noise.
        var bin = Math.Max(Simulation.Violations.Window, (frames + MaxBins - 1) / MaxBins);
        var bins = Enumerable
            .Range(0, (frames + bin - 1) / bin)
            .Select(b => (From: b * bin, To: Math.Min(frames, (b + 1) * bin)))
            .ToArray();
        var x = Scale.Whole(0, Math.Max(1, frames), PlotArea.Left, Width - PlotArea.Right, 8);
        var svg = new Markup();
        svg.Add($"""<text x="{PlotArea.Left}" y="18">{report.Title}</text>""");

        var budgets = Means(bins, report.Budgets);
        var powers = Means(bins, report.Powers);
        var power = Scale.Linear(0, budgets.Concat(powers).Max(), Top + Panel, Top, 4);
        new PlotArea(x, power, _ => "", v => PlotArea.Label(v, power.TickStep)).Draw(svg, "", "Relative power");
        Steps(svg, x, power, bins, budgets, 1);
        Steps(svg, x, power, bins, powers, 0);
        Legend(svg);

        var rows = Top + Panel + Gap;
        for (var s = 0; s < report.SettingNames.Count; s++)
            Presence(svg, x, rows + (report.SettingNames.Count - s) * Row, bins, report, s);

        var low = rows + report.SettingNames.Count * Row + Gap;
        var correct = bins.Select(b =>
                100.0 * Enumerable.Range(b.From, b.To - b.From).Count(f => report.Correct[f]) / (b.To - b.From)
            )
            .ToArray();
        var accuracy = Scale.Linear(correct.Min(), Math.Max(correct.Max(), correct.Min() + 1), low + Panel, low, 4);
        new PlotArea(x, accuracy, v => PlotArea.Label(v, x.TickStep), v => PlotArea.Label(v, accuracy.TickStep)).Draw(
            svg,
            FormattableString.Invariant($"Frame (means over {bin} frames)"),
            "Right, %"
        );
        Steps(svg, x, accuracy, bins, correct, 0);
        return StandaloneSvg.Wrap(Width, low + Panel + PlotArea.Bottom, report.Title, svg);
    }

    private static double[] Means((int From, int To)[] bins, IReadOnlyList<double> values) =>
        [.. bins.Select(b => Enumerable.Range(b.From, b.To - b.From).Average(f => values[f]))];

    private static void Steps(Markup svg, Scale x, Scale y, (int From, int To)[] bins, double[] values, int line)
    {
        var path = Markup.Of(m =>
        {
            m.Add($"M{x[0]} {y[values[0]]}");
            for (var b = 0; b < bins.Length; b++)
                m.Add($"V{y[values[b]]}H{x[bins[b].To]}");
        });
        svg.Add(
            $"""<path d="{path}" fill="none" stroke="{Palette.Line(line)}" stroke-width="1.6" stroke-dasharray="{Palette.Dash(line)}"/>"""
        );
    }

    private static void Legend(Markup svg)
    {
        foreach (var (text, line, left) in new[] { ("budget", 1, Width - 210), ("power", 0, Width - 110) })
        {
            svg.Add(
                $"""<path d="M{left} 31H{left + 26}" stroke="{Palette.Line(line)}" stroke-width="2" stroke-dasharray="{Palette.Dash(line)}"/>"""
            );
            svg.Add($"""<text class="name" x="{left + 32}" y="35">{text}</text>""");
        }
    }

    // How much of its row a setting fills is the share of frames that ran at it.
    private static void Presence(
        Markup svg,
        Scale x,
        double bottom,
        (int From, int To)[] bins,
        SimulationReport report,
        int setting
    )
    {
        var path = Markup.Of(m =>
        {
            m.Add($"M{x[0]} {bottom}");
            foreach (var (from, to) in bins)
            {
                var share = Enumerable.Range(from, to - from).Count(f => report.Settings[f] == setting) / (double)(to - from);
                m.Add($"V{bottom - share * (Row - 6)}H{x[to]}");
            }
            m.Add($"V{bottom}Z");
        });
        svg.Add($"""<path d="{path}" fill="{Palette.MainLight}" stroke="{Palette.Main}" stroke-width=".6"/>""");
        svg.Add(
            $"""<g class="axes"><text x="{x.From - 8}" y="{bottom - Row / 3}" text-anchor="end">{report.SettingNames[setting]}</text></g>"""
        );
    }
}
