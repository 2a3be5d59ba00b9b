using QosNets.Multipliers;

namespace QosNets.Reporting.Sweeps;

/// <summary>A column of the sweep's table: texts or numbers, one a row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Texts">Its texts, or empty.</param>
/// <param name="Numbers">Its numbers, or empty.</param>
internal sealed record SweepColumn(string Name, IReadOnlyList<string> Texts, IReadOnlyList<double> Numbers)
{
    /// <summary>Whether it holds texts.</summary>
    public bool IsText => Numbers.Count == 0;
}

/// <summary>The one table behind CSV and Parquet: fractions of 1, keys of the experiment as columns of text.</summary>
internal static class SweepColumns
{
    /// <summary>The columns of all rows.</summary>
    public static IReadOnlyList<SweepColumn> Of(SweepResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var rows = results.Rows;
        SweepColumn Text(string name, Func<SweepRow, string> get) => new(name, [.. rows.Select(get)], []);
        SweepColumn Number(string name, Func<SweepRow, double> get) => new(name, [], [.. rows.Select(get)]);
        var keys = rows.SelectMany(r => r.Settings.Keys).Distinct().ToList();
        return
        [
            Text("run", r => r.Run),
            Text("group", r => r.Group),
            Number("seed", r => r.Seed),
            .. keys.Select(k => Text(k, r => r.Settings.GetValueOrDefault(k, ""))),
            Text("point", r => r.Point.Name),
            Number("top1", r => r.Point.Top1),
            Number("top5", r => r.Point.Top5),
            Number("exact_top1", r => r.Results.Exact.Top1),
            Number("loss", r => r.Point.Loss),
            Number("loss_low", r => r.Point.LossInterval.Low),
            Number("loss_high", r => r.Point.LossInterval.High),
            Number("saving", r => r.Point.Saving),
            Number("relative_power", r => r.Point.RelativePower),
            Text("chosen_by", r => r.Results.Cost ?? CostColumn.Power),
            Text("power_is_estimated", r => r.Results.PowerIsEstimated ? "true" : "false"),
            Text("multipliers", r => string.Join(' ', r.Point.Assignment.Values.Distinct().Order(StringComparer.Ordinal))),
            Number("seconds", r => r.Results.Seconds.Values.Sum()),
        ];
    }
}
