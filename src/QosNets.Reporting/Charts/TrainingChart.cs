using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>Training loss above, validation top-1 below, over the epochs of one stage.</summary>
internal static class TrainingChart
{
    private const double Width = 460;
    private const double Height = 400;
    private const double Gap = 36;

    /// <summary>The chart of one stage.</summary>
    public static Markup Draw(TrainingCurve curve)
    {
        var epochs = curve.Epochs;
        var panel = (Height - PlotArea.Bottom - 14 - Gap) / 2;
        var last = Math.Max(epochs[^1].Epoch, epochs[0].Epoch + 1);
        var x = Scale.Whole(epochs[0].Epoch, last, PlotArea.Left, Width - PlotArea.Right, 5);
        var svg = new Markup();

        var finite = epochs.Where(e => double.IsFinite(e.TrainLoss)).ToArray();
        if (finite.Length > 0)
        {
            var loss = Scale.Linear(finite.Min(e => e.TrainLoss), finite.Max(e => e.TrainLoss), 14 + panel, 14, 4);
            new PlotArea(x, loss, _ => "", v => PlotArea.Label(v, loss.TickStep)).Draw(svg, "", "Training loss");
            Line(svg, finite.Select(e => (x[e.Epoch], loss[e.TrainLoss])), 0);
        }

        var top1 = Scale.Linear(
            100 * epochs.Min(e => e.ValidationTop1.Min()),
            100 * epochs.Max(e => e.ValidationTop1.Max()),
            Height - PlotArea.Bottom,
            14 + panel + Gap,
            4
        );
        new PlotArea(x, top1, v => PlotArea.Label(v, x.TickStep), v => PlotArea.Label(v, top1.TickStep)).Draw(
            svg,
            "Epoch",
            "Top-1, %"
        );
        for (var i = 0; i < epochs[0].ValidationTop1.Count; i++)
            Line(svg, epochs.Select(e => (x[e.Epoch], top1[100 * e.ValidationTop1[i]])), i);

        var label = $"Training curve, {curve.Stage}";
        return Markup.Of(m =>
            m.Add($"""<svg class="chart small" viewBox="0 0 {Width} {Height}" role="img" aria-label="{label}">{svg}</svg>""")
        );
    }

    /// <summary>An entry of the legend for the i-th line.</summary>
    public static Markup LegendEntry(int i, string text) =>
        Markup.Of(m =>
            m.Add(
                $"""<span><svg class="wide" viewBox="0 0 36 18" aria-hidden="true"><path d="M2 9H34" stroke="{Palette.Line(i)}" stroke-width="2.2" stroke-dasharray="{Palette.Dash(i)}"/></svg>{text}</span>"""
            )
        );

    private static void Line(Markup svg, IEnumerable<(double X, double Y)> points, int index)
    {
        var list = Markup.Of(m =>
        {
            foreach (var (px, py) in points)
                m.Add($"{px},{py}");
        });
        svg.Add(
            $"""<polyline points="{list}" fill="none" stroke="{Palette.Line(index)}" stroke-width="2" stroke-dasharray="{Palette.Dash(index)}" stroke-linejoin="round"/>"""
        );
    }
}
