using System.Globalization;
using System.Text;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Pages;

/// <summary>The simpler choices of every run beside its own points; means over the seeds.</summary>
internal static class BaselineTable
{
    /// <summary>Writes the table: losses where the baselines were retrained, else accuracies of the validation split.</summary>
    public static void Write(IReadOnlyList<NamedResults> results, StringBuilder text)
    {
        var rows = results
            .SelectMany(r => (r.Results.Baselines ?? []).SelectMany(b => b.Points.Select(p => (r.Group, Baseline: b, Point: p))))
            .ToList();
        if (rows.Count == 0)
            throw new ResultsPageException($"{results[0].Name}: its results hold no baselines");
        var names = rows.Select(r => r.Point.Name).Distinct().ToList();
        text.Append("\n| runs | choice | |").AppendJoin("", names.Select(n => $" {n} |")).Append('\n');
        text.Append("| --- | --- | --- |").AppendJoin("", names.Select(_ => " --- |")).Append('\n');
        foreach (var row in rows.GroupBy(r => (r.Group, r.Baseline.Name, r.Baseline.Retrained)))
        {
            var what = row.Key.Retrained ? "loss after retraining, points" : "validation top-1, statistics re-estimated";
            text.Append(CultureInfo.InvariantCulture, $"| {row.Key.Group} | {row.Key.Name} | {what} |");
            foreach (var name in names)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $" {Cell([.. row.Where(r => r.Point.Name == name).Select(r => r.Point)])} |"
                );
            text.Append('\n');
        }
    }

    private static string Cell(IReadOnlyList<BaselinePoint> points)
    {
        if (points.Count == 0)
            return "";
        var saving = Format.Percent(points.Average(p => p.Saving), 1);
        if (points.Any(p => p.Loss is null))
            return $"{Format.Percent(points.Average(p => p.ValidationTop1))} at {saving}";
        return $"{MeanText.Points([.. points.Select(p => p.Loss!.Value)])} at {saving}";
    }
}
