using System.Globalization;
using System.Text;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Pages;

/// <summary>Every operating point of every run, one a row.</summary>
internal static class PointTable
{
    /// <summary>Writes the table.</summary>
    public static void Write(IReadOnlyList<NamedResults> results, StringBuilder text)
    {
        text.Append("\n| run, seed | | top-1 | loss, points (95 % interval) | saving | multipliers |\n");
        text.Append("| --- | --- | --- | --- | --- | --- |\n");
        foreach (var result in results)
        {
            var run = result.Results;
            var label = string.Create(CultureInfo.InvariantCulture, $"{result.Group}, {run.Seed}");
            Row(text, run, label, "float32", run.Float);
            Row(text, run, label, "quantised, before retraining", run.Qat);
            Row(text, run, label, "exact", run.Exact);
            foreach (var point in run.OperatingPoints)
                Row(text, run, label, point);
            foreach (var point in run.LeftOut ?? [])
                text.Append(CultureInfo.InvariantCulture, $"| {label} | {point.Name}, left out: it collapsed | | | ")
                    .Append(CultureInfo.InvariantCulture, $"{Format.Percent(point.Saving, 1)} | |\n");
        }
    }

    private static void Row(StringBuilder text, RunResults run, string label, string name, Accuracy accuracy) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {label} | {name} | {Accuracy(run, accuracy.Top1, accuracy.Top5)} | | | |\n"
        );

    private static void Row(StringBuilder text, RunResults run, string label, OperatingPointResult point)
    {
        var name = point.DominatedBy is { } cheaper ? $"{point.Name}, no better than {cheaper}" : point.Name;
        var multipliers = point.Assignment.Values.Distinct().Order(StringComparer.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"| {label} | {name} | {Accuracy(run, point.Top1, point.Top5)} | ")
            .Append(CultureInfo.InvariantCulture, $"{Format.Points(point.Loss)} ({Format.Points(point.LossInterval)}) | ")
            .Append(CultureInfo.InvariantCulture, $"{Format.Percent(point.Saving, 1)} | {string.Join(", ", multipliers)} |\n");
    }

    // Top-5 says something only where there are many classes.
    private static string Accuracy(RunResults run, double top1, double top5) =>
        run.Classes > 20 ? $"{Format.Percent(top1)}, top-5 {Format.Percent(top5)}" : Format.Percent(top1);
}
