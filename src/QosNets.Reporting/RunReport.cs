using QosNets.Reporting.Csv;
using QosNets.Reporting.Html;
using QosNets.Reporting.Results;

namespace QosNets.Reporting;

/// <summary>Writes everything that a run leaves for its reader.</summary>
internal static class RunReport
{
    /// <summary>
    /// Writes <c>results.json</c>, <c>operating_points.csv</c>, <c>layers.csv</c>, <c>error_table.csv</c> and <c>report.html</c>
    /// into a folder, which is made when it does not exist.
    /// </summary>
    /// <exception cref="ArgumentException">The parts of <paramref name="data"/> do not fit together.</exception>
    public static void Write(ReportData data, string folder)
    {
        // Results first: should the rest be refused, the figures of a long run are on disk.
        Directory.CreateDirectory(folder);
        ResultsJson.Write(data.Results, Path.Combine(folder, "results.json"));
        File.WriteAllText(Path.Combine(folder, "operating_points.csv"), CsvTables.OperatingPoints(data.Results));
        File.WriteAllText(Path.Combine(folder, "layers.csv"), CsvTables.Layers(data));
        File.WriteAllText(Path.Combine(folder, "error_table.csv"), CsvTables.ErrorTable(data));
        HtmlReport.Write(data, Path.Combine(folder, "report.html"));
    }
}
