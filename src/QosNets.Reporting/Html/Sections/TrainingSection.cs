using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>Training curves, a chart for each stage.</summary>
internal static class TrainingSection
{
    /// <summary>All charts, with the names of the lines where there are several.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            if (data.Curves.Count == 0)
            {
                m.Add($"<p>This run trained nothing.</p>");
                return;
            }
            if (data.Curves.Where(c => c.Epochs.Count == 1).ToArray() is { Length: > 0 } single)
                m.Add($"{SingleEpochs(data, single)}");
            m.Add($"""<div class="grid-of-figures">""");
            foreach (var curve in data.Curves.Where(c => c.Epochs.Count > 1))
                m.Add($"<figure><h3>{curve.Stage}</h3>{TrainingChart.Draw(curve)}{Legend(data, curve)}</figure>");
            m.Add($"</div>");
            m.Add($"""<p class="note">Top-1 is that of the validation split, which saw no flips or crops.</p>""");
        });

    // One epoch is a point; a chart of it would show axes and nothing else.
    private static Markup SingleEpochs(ReportData data, IReadOnlyList<TrainingCurve> curves) =>
        HtmlTable.Draw(
            [new("Stage of one epoch", false), new("Training loss"), new("Validation top-1", false)],
            curves.Select(c =>
                (IReadOnlyList<Cell>)[c.Stage, Loss(c.Epochs[0].TrainLoss), Accuracies(data, c.Epochs[0].ValidationTop1)]
            )
        );

    private static string Loss(double loss) => double.IsFinite(loss) ? Format.Significant(loss) : "not finite";

    private static string Accuracies(ReportData data, IReadOnlyList<double> top1) =>
        top1.Count == 1
            ? Format.Percent(top1[0])
            : string.Join(", ", top1.Select((t, i) => $"{Line(data, i)} {Format.Percent(t)}"));

    private static string Line(ReportData data, int i) =>
        i < data.Results.OperatingPoints.Count ? data.Results.OperatingPoints[i].Name : $"line {i + 1}";

    private static Markup Legend(ReportData data, TrainingCurve curve) =>
        Markup.Of(m =>
        {
            var lines = curve.Epochs[0].ValidationTop1.Count;
            if (lines < 2)
                return;
            m.Add($"""<div class="legend">""");
            for (var i = 0; i < lines; i++)
                m.Add($"{TrainingChart.LegendEntry(i, Line(data, i))}");
            m.Add($"</div>");
        });
}
