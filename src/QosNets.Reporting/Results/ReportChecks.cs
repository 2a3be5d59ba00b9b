namespace QosNets.Reporting.Results;

/// <summary>Refuses data whose parts do not fit together, before a figure shows something wrong.</summary>
internal static class ReportChecks
{
    /// <summary>Checks layers, points, errors, curves and maps against each other.</summary>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public static void Check(ReportData data)
    {
        var points = data.Results.OperatingPoints;
        if (points.Count == 0)
            throw new ArgumentException("the report has 0 operating points, at least 1 is needed", nameof(data));
        if (data.Errors.Layers != data.Layers.Count)
            throw new ArgumentException(
                $"{data.Layers.Count} layers but {data.Errors.Layers} rows in the error table",
                nameof(data)
            );
        foreach (var point in points)
        {
            foreach (var layer in data.Layers)
            {
                if (!point.Assignment.TryGetValue(layer.Name, out var multiplier))
                    throw new ArgumentException($"point {point.Name} assigns no multiplier to layer {layer.Name}", nameof(data));
                if (data.Errors.ColumnOf(multiplier) < 0)
                {
                    throw new ArgumentException(
                        $"point {point.Name}, layer {layer.Name}: {multiplier} is not in the error table; give it a column",
                        nameof(data)
                    );
                }
            }
        }
        foreach (var curve in data.Curves)
        {
            if (curve.Epochs.Count == 0)
                throw new ArgumentException($"stage {curve.Stage} has a curve of 0 epochs; leave it out", nameof(data));
            var lines = curve.Epochs[0].ValidationTop1.Count;
            if (lines == 0 || curve.Epochs.Any(e => e.ValidationTop1.Count != lines))
                throw new ArgumentException(
                    $"stage {curve.Stage}: every epoch needs the same number of validation accuracies, at least 1",
                    nameof(data)
                );
        }
        foreach (var map in data.ErrorMaps)
        {
            if (map.Errors.Count != 65536)
                throw new ArgumentException(
                    $"error map of {map.Name} has {map.Errors.Count} entries, 65536 are needed",
                    nameof(data)
                );
        }
    }
}
