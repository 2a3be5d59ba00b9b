namespace QosNets.Reporting.Results;

/// <summary>How well predicted and measured errors agree, over the pairs whose errors are both above 0.</summary>
/// <param name="Pairs">These pairs, layer by layer.</param>
/// <param name="Correlation">Pearson correlation of the logarithms; NaN for fewer than two different pairs.</param>
/// <param name="Worst">The pair whose ratio is farthest from 1, or null when there is no pair.</param>
internal sealed record ErrorAgreement(IReadOnlyList<ErrorPair> Pairs, double Correlation, ErrorPair? Worst)
{
    /// <summary>Compares the two halves of a table.</summary>
    public static ErrorAgreement Of(ErrorTable table)
    {
        var pairs = new List<ErrorPair>();
        for (var layer = 0; layer < table.Layers; layer++)
        {
            for (var m = 0; m < table.Multipliers.Count; m++)
            {
                if (table.Predicted[layer, m] > 0 && table.Measured[layer, m] > 0)
                    pairs.Add(new ErrorPair(layer, m, table.Predicted[layer, m], table.Measured[layer, m]));
            }
        }
        return new ErrorAgreement(pairs, Pearson(pairs), pairs.MaxBy(p => Math.Abs(Math.Log(p.Ratio))));
    }

    private static double Pearson(List<ErrorPair> pairs)
    {
        if (pairs.Count < 2)
            return double.NaN;
        var meanX = pairs.Average(p => Math.Log(p.Predicted));
        var meanY = pairs.Average(p => Math.Log(p.Measured));
        double xx = 0,
            yy = 0,
            xy = 0;
        foreach (var p in pairs)
        {
            var (dx, dy) = (Math.Log(p.Predicted) - meanX, Math.Log(p.Measured) - meanY);
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        return xy / Math.Sqrt(xx * yy);
    }
}

/// <summary>Predicted and measured error of one (layer, multiplier) pair.</summary>
/// <param name="Layer">Row of the table.</param>
/// <param name="Multiplier">Column of the table.</param>
/// <param name="Predicted">Predicted σ_e, above 0.</param>
/// <param name="Measured">Measured σ_e, above 0.</param>
internal sealed record ErrorPair(int Layer, int Multiplier, double Predicted, double Measured)
{
    /// <summary>Measured over predicted.</summary>
    public double Ratio => Measured / Predicted;
}
