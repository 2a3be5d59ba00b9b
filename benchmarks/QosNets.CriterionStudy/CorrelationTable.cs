using System.Globalization;
using System.Text;
using QosNets.Selection;

namespace QosNets.CriterionStudy;

/// <summary>Spearman rank correlation of every criterion with the loss after retraining.</summary>
internal static class CorrelationTable
{
    public static string Of(IReadOnlyList<Trial> trials)
    {
        var text = new StringBuilder("| criterion | rank correlation |\n| --- | --- |\n");
        var losses = Row(trials.Select(t => t.Loss));
        var rows = trials[0]
            .Criteria.Keys.Select(name =>
                (name, Rho: PredictionCheck.Compare(Row(trials.Select(t => t.Criteria[name])), losses).Spearman)
            )
            .Append(("power", PredictionCheck.Compare(Row(trials.Select(t => t.Saving)), losses).Spearman));
        foreach (var (name, rho) in rows.OrderByDescending(r => r.Item2))
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {rho:0.000} |\n");
        return text.ToString();
    }

    private static double[,] Row(IEnumerable<double> values)
    {
        double[] all = [.. values];
        var row = new double[1, all.Length];
        for (var i = 0; i < all.Length; i++)
            row[0, i] = all[i];
        return row;
    }
}
