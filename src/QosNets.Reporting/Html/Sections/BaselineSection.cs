using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>What simpler ways of choosing give at the same savings.</summary>
internal static class BaselineSection
{
    /// <summary>Table of all baselines; nothing where a run has none.</summary>
    public static Markup Draw(RunResults results) =>
        Markup.Of(m =>
        {
            if (results.Baselines is not { Count: > 0 } baselines)
                return;
            Column[] columns =
            [
                new("Choice", false),
                new("Asked for", false),
                new(PowerText.Heading("Saving", results)),
                new("Validation top-1"),
                new("Test top-1"),
                new("Loss, points"),
                new("95\u00A0% interval"),
                new("Multipliers", false),
            ];
            m.Add($"<h3>Baselines</h3>");
            m.Add(
                $"<p>Simpler ways of choosing, for the same savings. Recalibrated ones have their statistics taken anew and "
                    + $"nothing trained, and stand beside the operating points in the same state, on the first 2,000 validation "
                    + $"images. Trained ones had the schedule of the points.</p>"
            );
            m.Add($"{HtmlTable.Draw(columns, baselines.SelectMany(b => b.Points.Select(p => Row(b, p))), "wrap")}");
        });

    private static IReadOnlyList<Cell> Row(BaselineResult baseline, BaselinePoint point) =>
        [
            $"{baseline.Name}, {(baseline.Retrained ? "trained" : "recalibrated")}",
            point.Name,
            Format.Percent(point.Saving, 1),
            Format.Percent(point.ValidationTop1),
            point.Top1 is { } top1 ? Format.Percent(top1) : "",
            point.Loss is { } loss ? Format.Points(loss) : "",
            point.LossInterval is { } interval ? Format.Points(interval) : "",
            string.Join(", ", point.Multipliers),
        ];
}
