using System.Globalization;
using System.Text;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Pages;

/// <summary>Means over the seeds: a row for each group of runs that differ in their seed only, a column for each point.</summary>
internal static class MeanTable
{
    /// <summary>Writes losses in points, with half their 95 % interval after Student's t, and savings.</summary>
    public static void Losses(IReadOnlyList<NamedResults> results, StringBuilder text) => Write(results, text, Loss);

    /// <summary>
    /// Writes accuracies of the test and the validation split: what changes the exact network too is not seen in losses.
    /// </summary>
    public static void Accuracies(IReadOnlyList<NamedResults> results, StringBuilder text) => Write(results, text, Accuracy);

    private static void Write(
        IReadOnlyList<NamedResults> results,
        StringBuilder text,
        Func<IReadOnlyList<OperatingPointResult>, string> cell
    )
    {
        var names = results.SelectMany(r => r.Results.OperatingPoints).Select(p => p.Name).Distinct().ToList();
        text.Append("\n| runs | seeds | exact |").AppendJoin("", names.Select(n => $" {n} |")).Append('\n');
        text.Append("| --- | --- | --- |").AppendJoin("", names.Select(_ => " --- |")).Append('\n');
        foreach (var group in results.GroupBy(r => r.Group))
        {
            var seeds = string.Join(", ", group.Select(r => r.Results.Seed).Order());
            var exact = Format.Percent(group.Average(r => r.Results.Exact.Top1));
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {seeds} | {exact} |");
            foreach (var name in names)
                text.Append(CultureInfo.InvariantCulture, $" {cell([.. group.SelectMany(r => Named(r, name))])} |");
            text.Append('\n');
        }
    }

    private static IEnumerable<OperatingPointResult> Named(NamedResults results, string name) =>
        results.Results.OperatingPoints.Where(p => p.Name == name);

    private static string Accuracy(IReadOnlyList<OperatingPointResult> points)
    {
        if (points.Count == 0)
            return "";
        var test = Format.Percent(points.Average(p => p.Top1));
        return points.Any(p => p.ValidationTop1 is null)
            ? test
            : $"{test}, validation {Format.Percent(points.Average(p => p.ValidationTop1!.Value))}";
    }

    private static string Loss(IReadOnlyList<OperatingPointResult> points)
    {
        if (points.Count == 0)
            return "";
        return $"{MeanText.Points([.. points.Select(p => p.Loss)])} at {Format.Percent(points.Average(p => p.Saving), 1)}";
    }
}
