namespace QosNets.Selection;

/// <summary>How well predicted and measured errors agree, over the pairs where both are above 0.</summary>
/// <param name="Pairs">Number of (layer, multiplier) pairs compared.</param>
/// <param name="Pearson">Correlation of the logarithms, −1..1; NaN for fewer than two pairs or no spread.</param>
/// <param name="Spearman">Correlation of the ranks, equal values sharing their mean rank; NaN as above.</param>
/// <param name="WorstLayer">Layer index of the largest disagreement, −1 without pairs.</param>
/// <param name="WorstMultiplier">Multiplier index of the largest disagreement, −1 without pairs.</param>
/// <param name="WorstRatio">Predicted over measured there; 1 without pairs.</param>
internal sealed record PredictionCheck(
    int Pairs,
    double Pearson,
    double Spearman,
    int WorstLayer,
    int WorstMultiplier,
    double WorstRatio
)
{
    /// <summary>Compares two tables of the same shape, [layers, multipliers].</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static PredictionCheck Compare(double[,] predicted, double[,] measured)
    {
        if (predicted.GetLength(0) != measured.GetLength(0) || predicted.GetLength(1) != measured.GetLength(1))
            throw new ArgumentException(
                $"predicted is {predicted.GetLength(0)}×{predicted.GetLength(1)}, measured "
                    + $"{measured.GetLength(0)}×{measured.GetLength(1)}; compare tables of one search space"
            );
        var x = new List<double>();
        var y = new List<double>();
        int worstLayer = -1,
            worstMultiplier = -1;
        var worst = 0.0;
        for (var l = 0; l < predicted.GetLength(0); l++)
        {
            for (var m = 0; m < predicted.GetLength(1); m++)
            {
                if (!(predicted[l, m] > 0 && measured[l, m] > 0))
                    continue;
                x.Add(Math.Log(predicted[l, m]));
                y.Add(Math.Log(measured[l, m]));
                if (worstLayer < 0 || Math.Abs(x[^1] - y[^1]) > Math.Abs(worst))
                    (worst, worstLayer, worstMultiplier) = (x[^1] - y[^1], l, m);
            }
        }
        return new PredictionCheck(
            x.Count,
            Correlation(x, y),
            Correlation(Ranks(x), Ranks(y)),
            worstLayer,
            worstMultiplier,
            Math.Exp(worst)
        );
    }

    private static double Correlation(List<double> x, List<double> y)
    {
        if (x.Count < 2)
            return double.NaN;
        double meanX = x.Average(),
            meanY = y.Average();
        double xx = 0,
            yy = 0,
            xy = 0;
        for (var i = 0; i < x.Count; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : double.NaN;
    }

    private static List<double> Ranks(List<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length; )
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + end - 1) / 2.0;
            start = end;
        }
        return [.. ranks];
    }
}
