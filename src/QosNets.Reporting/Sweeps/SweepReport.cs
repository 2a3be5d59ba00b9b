using System.Text;
using QosNets.Reporting.Csv;

namespace QosNets.Reporting.Sweeps;

/// <summary>Writes what a sweep leaves for its reader.</summary>
internal static class SweepReport
{
    /// <summary>
    /// Writes <c>sweep.csv</c> (a row a point and run), <c>means.csv</c> (a row a point and group), <c>sweep.svg</c> and
    /// <c>index.html</c> into a folder.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(SweepResults results, string folder)
    {
        ArgumentNullException.ThrowIfNull(results);
        Directory.CreateDirectory(folder);
        Text(folder, "sweep.csv", Rows(results));
        Text(folder, "means.csv", Means(results));
        Text(folder, "sweep.svg", SweepChart.Standalone(results));
        Text(folder, "index.html", SweepPage.Render(results));
    }

    private static void Text(string folder, string name, string text) =>
        File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private static string Rows(SweepResults results)
    {
        var csv = new CsvWriter();
        var columns = SweepColumns.Of(results);
        foreach (var column in columns)
            csv.Field(column.Name);
        csv.End();
        for (var row = 0; row < results.Rows.Count; row++)
        {
            foreach (var column in columns)
                _ = column.IsText ? csv.Field(column.Texts[row]) : csv.Field(column.Numbers[row]);
            csv.End();
        }
        return csv.ToString();
    }

    private static string Means(SweepResults results)
    {
        var csv = new CsvWriter();
        string[] quantities = ["saving", "top1", "loss"];
        foreach (
            var name in (string[])
                ["group", "point", "seeds", .. quantities.SelectMany(q => (string[])[q, q + "_low", q + "_high"])]
        )
            csv.Field(name);
        csv.End();
        foreach (var mean in results.Means)
        {
            csv.Field(mean.Group).Field(mean.Point).Field(mean.Seeds);
            foreach (var quantity in (SeedMean[])[mean.Saving, mean.Top1, mean.Loss])
            {
                csv.Field(quantity.Value);
                _ = quantity.Interval is { } interval ? csv.Field(interval.Low).Field(interval.High) : csv.Field("").Field("");
            }
            csv.End();
        }
        return csv.ToString();
    }
}
