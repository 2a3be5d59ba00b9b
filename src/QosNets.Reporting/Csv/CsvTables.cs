using QosNets.Reporting.Results;

namespace QosNets.Reporting.Csv;

/// <summary>The tables of a run as CSV (RFC 4180, invariant culture, fractions of 1).</summary>
internal static class CsvTables
{
    /// <summary>
    /// <c>operating_points.csv</c>: the exact network, then one record for each point. Names of fields of power begin with
    /// <c>estimated_</c> where powers are estimates, so that no program takes them for others.
    /// </summary>
    public static string OperatingPoints(RunResults results)
    {
        var csv = new CsvWriter();
        foreach (
            var name in (string[])
                [
                    "name",
                    "top1",
                    "top5",
                    "loss",
                    "loss_low",
                    "loss_high",
                    Saved("saving", results),
                    Saved("relative_power", results),
                    "correction_additions_per_multiplication",
                    "multipliers",
                ]
        )
            csv.Field(name);
        csv.End();
        csv.Field("exact")
            .Field(results.Exact.Top1)
            .Field(results.Exact.Top5)
            .Field(0)
            .Field(0)
            .Field(0)
            .Field(0)
            .Field(1)
            .Field(0)
            .Field("")
            .End();
        foreach (var p in results.OperatingPoints)
        {
            csv.Field(p.Name)
                .Field(p.Top1)
                .Field(p.Top5)
                .Field(p.Loss)
                .Field(p.LossInterval.Low)
                .Field(p.LossInterval.High)
                .Field(p.Saving)
                .Field(p.RelativePower)
                .Field(p.CorrectionAdditionsPerMultiplication)
                .Field(string.Join(' ', p.Assignment.Values.Distinct().Order(StringComparer.Ordinal)))
                .End();
        }
        return csv.ToString();
    }

    /// <summary>
    /// <c>layers.csv</c>: one record for each layer; for each point three fields, its multiplier and that one's predicted and
    /// measured error in accumulator units.
    /// </summary>
    /// <exception cref="ArgumentException">The parts of <paramref name="data"/> do not fit together.</exception>
    public static string Layers(ReportData data)
    {
        ReportChecks.Check(data);
        var points = data.Results.OperatingPoints;
        var csv = new CsvWriter();
        foreach (
            var name in (string[])
                ["layer", "multiplications", "fan_in", "activation_zero_point", "sigma", "accumulator_deviation", "tolerance"]
        )
            csv.Field(name);
        foreach (var p in points)
            csv.Field($"{p.Name}:multiplier").Field($"{p.Name}:predicted_error").Field($"{p.Name}:measured_error");
        csv.End();
        for (var i = 0; i < data.Layers.Count; i++)
        {
            var layer = data.Layers[i];
            csv.Field(layer.Name)
                .Field(layer.Multiplications)
                .Field(layer.FanIn)
                .Field(layer.ActivationZeroPoint)
                .Field(layer.Sigma)
                .Field(layer.AccumulatorDeviation)
                .Field(layer.Tolerance);
            foreach (var p in points)
            {
                var multiplier = p.Assignment[layer.Name];
                var column = data.Errors.ColumnOf(multiplier);
                csv.Field(multiplier).Field(data.Errors.Predicted[i, column]).Field(data.Errors.Measured[i, column]);
            }
            csv.End();
        }
        return csv.ToString();
    }

    /// <summary>
    /// <c>error_table.csv</c>: one record for each (layer, multiplier) pair, errors in accumulator units, power in mW.
    /// </summary>
    /// <exception cref="ArgumentException">The parts of <paramref name="data"/> do not fit together.</exception>
    public static string ErrorTable(ReportData data)
    {
        ReportChecks.Check(data);
        var errors = data.Errors;
        var csv = new CsvWriter();
        csv.Field("layer")
            .Field("multiplier")
            .Field(Power("power_mw", data.Results))
            .Field("predicted_error")
            .Field("measured_error")
            .End();
        for (var i = 0; i < errors.Layers; i++)
        {
            for (var m = 0; m < errors.Multipliers.Count; m++)
            {
                csv.Field(data.Layers[i].Name)
                    .Field(errors.Multipliers[m])
                    .Field(errors.Powers[m])
                    .Field(errors.Predicted[i, m])
                    .Field(errors.Measured[i, m])
                    .End();
            }
        }
        return csv.ToString();
    }

    // Of powers themselves, which are the same whatever a run chose by.
    private static string Power(string field, RunResults results) => (results.PowerIsEstimated ? "estimated_" : "") + field;

    private static string Saved(string field, RunResults results) =>
        results.Cost is not { } cost ? Power(field, results)
        : field.Contains("power", StringComparison.Ordinal) ? field.Replace("power", cost, StringComparison.Ordinal)
        : $"{field}_{cost}";
}
