using QosNets.Reporting.Charts;

namespace QosNets.Reporting.Html.Sections;

/// <summary>Training curves, a chart for each stage.</summary>
internal static class TrainingSection
{
    /// <summary>All charts, with the names of the lines where there are several.</summary>
    public static Markup Draw(ReportData data) => Markup.Of(m =>
    {
        if (data.Curves.Count == 0)
        {
            m.Add($"<p>This run trained nothing.</p>");
            return;
        }
        m.Add($"""<div class="grid-of-figures">""");
        foreach (var curve in data.Curves)
            m.Add($"<figure><h3>{curve.Stage}</h3>{TrainingChart.Draw(curve)}{Legend(data, curve)}</figure>");
        m.Add($"</div>");
        m.Add($"""<p class="note">Top-1 is that of the validation split, which saw no flips or crops.</p>""");
    });

    private static Markup Legend(ReportData data, TrainingCurve curve) => Markup.Of(m =>
    {
        var lines = curve.Epochs[0].ValidationTop1.Count;
        if (lines < 2)
            return;
        m.Add($"""<div class="legend">""");
        for (var i = 0; i < lines; i++)
        {
            var points = data.Results.OperatingPoints;
            m.Add($"{TrainingChart.LegendEntry(i, i < points.Count ? points[i].Name : $"line {i + 1}")}");
        }
        m.Add($"</div>");
    });
}
