using System.Globalization;
using System.Text;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Pages;

/// <summary>Of every run the cheapest cascade that matches its most accurate point on validation images.</summary>
internal static class CascadeTable
{
    /// <summary>Writes the table.</summary>
    public static void Write(IReadOnlyList<NamedResults> results, StringBuilder text)
    {
        text.Append("\n| run | most accurate point | top-1 | power | cascade | top-1 | mean power | images run twice |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var (name, run) in results)
        {
            var point = run.OperatingPoints.MaxBy(p => p.ValidationTop1 ?? p.Top1)!;
            var cascade = (run.Cascades ?? [])
                .SelectMany(c => c.Thresholds.Where(t => t.MatchesBestPoint).Select(t => (Cascade: c, Threshold: t)))
                .OrderBy(c => c.Threshold.ValidationPower)
                .Take(1)
                .ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {point.Name} | {Format.Percent(point.Top1)} | ")
                .Append(Format.Percent(point.RelativePower, 1));
            text.Append(cascade is [var best] ? Cells(best.Cascade, best.Threshold) : " | none matches it | | |").Append(" |\n");
        }
    }

    private static string Cells(CascadeResult cascade, CascadeThreshold threshold) =>
        $" | {cascade.First} then {cascade.Second} | {Format.Percent(threshold.Top1)} | "
        + $"{Format.Percent(threshold.RelativePower, 1)} | {Format.Percent(threshold.Unsure, 1)}";
}
