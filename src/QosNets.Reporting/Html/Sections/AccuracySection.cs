using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>Accuracy against saving, and the runs that the points are set against.</summary>
internal static class AccuracySection
{
    /// <summary>Chart and table of comparison runs.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            m.Add(
                $"<figure>{AccuracyChart.Draw(data)}<figcaption>Filled markers were measured on the test split. Hollow grey "
                    + $"markers were measured on the validation split without retraining; they guide the choice and are no "
                    + $"result. The dashed line is the exact network. Crosses are cascades of two points at "
                    + $"their {PowerText.Quantity("mean power", data.Results)}, "
                    + $"their thresholds chosen on the validation split.</figcaption></figure>"
            );
            m.Add($"{BaselineSection.Draw(data.Results)}");
            m.Add($"{CascadeSection.Draw(data.Results)}");
            if (data.Comparisons.Count == 0)
                return;
            m.Add($"<h3>Compared with</h3>");
            foreach (var run in data.Comparisons)
            {
                m.Add($"<p>{run.Title}: <code>{run.Command}</code></p>");
                if (run.PowerIsEstimated != data.Results.PowerIsEstimated)
                    m.Add(
                        $"""<p class="note"><strong>Not comparable, so not drawn:</strong> savings of {(run.PowerIsEstimated ? run.Title : "this run")} are estimates from counted gates, the others rest on figures of another origin.</p>"""
                    );
                else if (!run.SavesTheSame(data.Results))
                    m.Add(
                        $"""<p class="note"><strong>Not comparable, so not drawn:</strong> multipliers of {run.Title} were chosen by {PowerText.CostName(run.Cost)}, those of this run by {PowerText.CostName(data.Results.Cost)}.</p>"""
                    );
                var saving = PowerText.Heading("Saving", run.PowerIsEstimated, run.Cost);
                Column[] columns = [new("Point", false), new("Top-1"), new("Loss, points"), new(saving)];
                m.Add($"{HtmlTable.Draw(columns, Rows(run))}");
            }
        });

    private static IEnumerable<IReadOnlyList<Cell>> Rows(ComparisonRun run) =>
        run
            .Points.Select(p =>
                (IReadOnlyList<Cell>)[p.Name, Format.Percent(p.Top1), Format.Points(p.Loss), Format.Percent(p.Saving, 1)]
            )
            .Prepend(["exact", Format.Percent(run.ExactTop1), Format.Points(0), Format.Percent(0, 1)]);
}
