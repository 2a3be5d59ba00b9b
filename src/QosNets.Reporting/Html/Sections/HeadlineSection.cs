using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>What was found, in one sentence and one table.</summary>
internal static class HeadlineSection
{
    // Below this many classes, top-5 says next to nothing.
    private const int ClassesForTop5 = 100;

    /// <summary>Sentence, table and notes.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            var results = data.Results;
            m.Add($"""<p class="found">{Finding(results)}</p>""");
            m.Add($"{Table(results)}");
            if (results.PowerIsEstimated)
                m.Add(
                    $"""<p class="note"><strong>Savings are estimates</strong> from counted gates, no figures of synthesised circuits; they do not compare with savings that are.</p>"""
                );
            m.Add(
                $"""<p class="note">Test split, run by the engine from the bundle. Loss is against the exact network, which was trained on with exact products for the same schedule as the points; the interval is paired over the test images. Saving counts multiplications only.</p>"""
            );
            if (results.Note.Count == 0)
                return;
            m.Add($"<ul>");
            foreach (var note in results.Note)
                m.Add($"<li>{note}</li>");
            m.Add($"</ul>");
        });

    /// <summary>The sentence: what the cheapest loss and the largest saving are.</summary>
    public static string Finding(RunResults results)
    {
        var ordered = results.OperatingPoints.OrderBy(p => p.Saving).ToArray();
        var cost = PowerText.CostName(results.Cost);
        var clauses =
            ordered.Length == 1 ? Clause(ordered[0], cost) : $"{Clause(ordered[0], cost)}, and {Clause(ordered[^1], cost)}";
        var multipliers = results.Multipliers.Count == 1 ? "1 multiplier" : $"{results.Multipliers.Count} multipliers";
        return $"With {multipliers}, {results.Network} on {results.Dataset} saves "
            + $"{(results.PowerIsEstimated ? "an estimated " : "")}{clauses}; the exact network reaches "
            + $"{Format.Percent(results.Exact.Top1)}.";
    }

    private static string Clause(OperatingPointResult p, string cost) =>
        $"{Format.Percent(p.Saving, 1)} of the multiplier {cost} at a top-1 loss of {Format.Points(p.Loss)} points (95 % "
        + $"interval {Format.Points(p.LossInterval)})";

    private static Markup Table(RunResults results)
    {
        var top5 = results.Classes >= ClassesForTop5;
        var columns = new List<Column> { new("", false), new("Top-1") };
        if (top5)
            columns.Add(new("Top-5"));
        columns.AddRange([
            new("Loss, points"),
            new("95\u00A0% interval"),
            new(PowerText.Heading("Saving", results)),
            new(PowerText.Heading("Relative power", results)),
            new("Multipliers", false),
        ]);

        IReadOnlyList<Cell> Row(string name, Accuracy accuracy, params IEnumerable<Cell> rest) =>
            top5
                ? [name, Format.Percent(accuracy.Top1), Format.Percent(accuracy.Top5), .. rest]
                : [name, Format.Percent(accuracy.Top1), .. rest];

        var rows = new List<IReadOnlyList<Cell>>
        {
            Row("float", results.Float, "", "", "", "", "float32 products"),
            Row("qat", results.Qat, "", "", "", "", "exact products, before retraining"),
            Row(
                "exact",
                results.Exact,
                Format.Points(0),
                "",
                Format.Percent(0, 1),
                Format.Percent(1, 1),
                "exact products, retrained"
            ),
        };
        foreach (var p in results.OperatingPoints)
        {
            rows.Add(
                Row(
                    p.DominatedBy is { } other ? $"{p.Name}, dominated by {other}" : p.Name,
                    new Accuracy(p.Top1, p.Top5),
                    Format.Points(p.Loss),
                    Format.Points(p.LossInterval),
                    Format.Percent(p.Saving, 1),
                    Format.Percent(p.RelativePower, 1),
                    string.Join(", ", p.Assignment.Values.Distinct().Order(StringComparer.Ordinal))
                )
            );
        }
        return HtmlTable.Draw(columns, rows, "headline wrap");
    }
}
