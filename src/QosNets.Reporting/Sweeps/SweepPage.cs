using QosNets.Reporting.Html;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Sweeps;

/// <summary>The page of a sweep: the figure, the means, and every run with a link to its report.</summary>
internal static class SweepPage
{
    /// <summary>The page as text; the same results give the same text.</summary>
    public static string Render(SweepResults results)
    {
        var page = new Markup();
        var runs = results.Rows.Select(r => r.Run).Distinct().Count();
        HtmlPage.Begin(page, results.Name);
        page.Add(
            $"""
            <header>
            <h1>{results.Name}</h1>
            <p class="facts">{runs} runs with results, {results.Missing.Count} without; test split, engine, losses against each run's own exact network</p>
            </header>
            <main>
            <h2>Loss against saving</h2>
            <figure>{SweepChart.Figure(results)}
            <figcaption>Means over seeds; bars are 95 % intervals of the mean (Student's t). The wide grey line joins the points that no other one beats in both.</figcaption></figure>
            <h2>Means over seeds</h2>
            {Means(results)}
            <h2>Runs</h2>
            {Runs(results)}
            """
        );
        if (results.Missing.Count > 0)
            page.Add($"""<h2>Without results</h2><p>{string.Join(", ", results.Missing)}</p>""");
        page.Add($"</main></body></html>");
        return page.ToString();
    }

    private static Markup Means(SweepResults results) =>
        HtmlTable.Draw(
            [
                new("Group", false),
                new("Point", false),
                new("Seeds"),
                new("Saving"),
                new("Top-1"),
                new("Loss, points"),
                new("95 % interval"),
            ],
            results.Means.Select(p =>
                (IReadOnlyList<Cell>)
                    [
                        p.Group,
                        p.Point,
                        Format.Grouped(p.Seeds),
                        Format.Percent(p.Saving.Value, 1),
                        Format.Percent(p.Top1.Value),
                        Format.Points(p.Loss.Value),
                        p.Loss.Interval is { } interval ? Format.Points(interval) : "one seed",
                    ]
            )
        );

    private static Markup Runs(SweepResults results) =>
        HtmlTable.Draw(
            [
                new("Run", false),
                new("Point", false),
                new("Saving"),
                new("Top-1"),
                new("Exact"),
                new("Loss, points"),
                new("95 % interval"),
                new("Multipliers", false),
            ],
            results.Rows.Select(r =>
                (IReadOnlyList<Cell>)
                    [
                        Markup.Of(m => m.Add($"""<a href="{r.Report}">{r.Run}</a>""")),
                        r.Point.Name,
                        Format.Percent(r.Point.Saving, 1),
                        Format.Percent(r.Point.Top1),
                        Format.Percent(r.Results.Exact.Top1),
                        Format.Points(r.Point.Loss),
                        Format.Points(r.Point.LossInterval),
                        string.Join(", ", r.Point.Assignment.Values.Distinct().Order(StringComparer.Ordinal)),
                    ]
            )
        );
}
