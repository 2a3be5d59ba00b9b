using System.Text;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>Writes <c>report.html</c>: one file, no outside resources, no scripts, plots as inline SVG.</summary>
internal static class HtmlReport
{
    /// <summary>Writes the report; the same data gives the same bytes.</summary>
    /// <exception cref="ArgumentException">The parts of <paramref name="data"/> do not fit together.</exception>
    public static void Write(ReportData data, string path) =>
        File.WriteAllText(path, Render(data), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>The report as text.</summary>
    /// <exception cref="ArgumentException">The parts of <paramref name="data"/> do not fit together.</exception>
    public static string Render(ReportData data)
    {
        ReportChecks.Check(data);
        var results = data.Results;
        var title = $"QoS-Nets: {results.Network} on {results.Dataset}";
        var page = new Markup();
        HtmlPage.Begin(page, title);
        page.Add(
            $"""
            <header>
            <h1>{results.Network} on {results.Dataset}</h1>
            <p class="facts">QoS-Nets run, n = {results.N}, {results.OperatingPoints.Count} operating points, {results.Classes} classes, {Format.Grouped(
                results.TestImages
            )} test images, seed {results.Seed}</p>
            </header>
            """
        );
        var sections = new (string Id, string Title, Markup Content)[]
        {
            ("results", "Results", HeadlineSection.Draw(data)),
            ("accuracy", "Accuracy against saving", AccuracySection.Draw(data)),
            ("assignment", "Multipliers by layer", AssignmentSection.Draw(data)),
            ("tolerances", "Tolerances", ToleranceSection.Draw(data)),
            ("errors", "Predicted and measured errors", ErrorSection.Draw(data)),
            ("training", "Training curves", TrainingSection.Draw(data)),
            ("error-maps", "Error maps", ErrorMapSection.Draw(data)),
            ("selection", "Selection", SelectionSection.Draw(data)),
            ("cost", "What the saving leaves out", CostSection.Draw(data)),
            ("times", "Stage times", RunSection.Times(data)),
            ("settings", "Settings", RunSection.Settings(data)),
            ("versions", "Versions and machine", RunSection.Versions(data)),
        };
        page.Add($"<nav>");
        foreach (var section in sections)
            page.Add($"""<a href="#{section.Id}">{section.Title}</a>""");
        page.Add($"</nav>\n<main>");
        foreach (var section in sections)
            page.Add($"""<section id="{section.Id}"><h2>{section.Title}</h2>{section.Content}</section>""");
        page.Add(
            $"""
            </main>
            <footer class="note">Method: Trommer, Waschneck, Kumar: QoS-Nets, arXiv 2410.07762 (2024), and Combining Gradients and Probabilities for Heterogeneous Approximation of Neural Networks, arXiv 2208.07265 (2022).</footer>
            </body>
            </html>
            """
        );
        return page.ToString();
    }
}
