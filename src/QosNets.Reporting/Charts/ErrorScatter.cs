using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Charts;

/// <summary>Measured against predicted errors of all (layer, multiplier) pairs on logarithmic axes.</summary>
internal static class ErrorScatter
{
    private const double Width = 640;
    private const double Height = 520;

    private static readonly Marker Other = new(MarkerShape.Circle, 3, "none", Palette.Behind);
    private static readonly Marker Chosen = new(MarkerShape.Circle, 3.8, Palette.Main, "#ffffff");
    private static readonly Marker Worst = new(MarkerShape.Circle, 9, "none", "#b5530a");

    /// <summary>The chart with its legend, or a sentence when no pair has an error.</summary>
    public static Markup Draw(ReportData data, ErrorAgreement agreement)
    {
        if (agreement.Worst is not { } worst)
            return Markup.Of(m => m.Add($"<p>No pair has an error above 0 on both sides, so there is nothing to compare.</p>"));
        var pairs = agreement.Pairs;
        var low = pairs.Min(p => Math.Min(p.Predicted, p.Measured));
        var high = pairs.Max(p => Math.Max(p.Predicted, p.Measured));
        var x = Scale.Decades(low, high, PlotArea.Left, Width - PlotArea.Right);
        var y = Scale.Decades(low, high, Height - PlotArea.Bottom, 14);
        var svg = new Markup();
        new PlotArea(x, y, PlotArea.Power, PlotArea.Power).Draw(svg, "Predicted σ of the accumulated error", "Measured σ");
        svg.Add($"""<path class="level" d="M{x.From} {y.From}L{x.To} {y.To}"/>""");
        var chosen = data.Results.Multipliers.ToHashSet();
        foreach (var (marker, front) in new[] { (Other, false), (Chosen, true) })
        {
            foreach (var p in pairs.Where(p => chosen.Contains(data.Errors.Multipliers[p.Multiplier]) == front))
                marker.Draw(svg, x[p.Predicted], y[p.Measured], Tooltip(data, p));
        }
        Worst.Draw(svg, x[worst.Predicted], y[worst.Measured], "worst disagreement: " + Tooltip(data, worst));
        return Markup.Of(m =>
        {
            m.Add(
                $"""<svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-label="Measured against predicted errors">{svg}</svg>"""
            );
            m.Add(
                $"""<div class="legend">{Chosen.LegendEntry("chosen multipliers")}{Other.LegendEntry("other multipliers of the search space")}{Worst.LegendEntry("worst disagreement")}</div>"""
            );
        });
    }

    private static string Tooltip(ReportData data, ErrorPair p) =>
        $"{data.Layers[p.Layer].Name}, {data.Errors.Multipliers[p.Multiplier]}: predicted {Format.Significant(p.Predicted)}, "
        + $"measured {Format.Significant(p.Measured)}";
}
