namespace QosNets.Reporting.Results;

/// <summary>
/// Standard deviation σ_e of the accumulated error of every pair of layer and multiplier, predicted and measured, in units of
/// the accumulator. The prediction is that of Trommer, Waschneck and Kumar (arXiv 2208.07265).
/// </summary>
internal sealed record ErrorTable
{
    /// <summary>Makes a table of l layers and m multipliers.</summary>
    /// <param name="multipliers">Names of the m multipliers of the search space.</param>
    /// <param name="powers">Their powers in mW.</param>
    /// <param name="predicted">Predicted σ_e, [l, m].</param>
    /// <param name="measured">Measured σ_e, [l, m].</param>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public ErrorTable(IReadOnlyList<string> multipliers, IReadOnlyList<double> powers, double[,] predicted, double[,] measured)
    {
        if (powers.Count != multipliers.Count)
            throw new ArgumentException($"{multipliers.Count} multipliers but {powers.Count} powers", nameof(powers));
        if (predicted.GetLength(1) != multipliers.Count)
            throw new ArgumentException(
                $"{multipliers.Count} multipliers but {predicted.GetLength(1)} columns",
                nameof(predicted)
            );
        if (measured.GetLength(0) != predicted.GetLength(0) || measured.GetLength(1) != predicted.GetLength(1))
        {
            throw new ArgumentException(
                $"measured is {measured.GetLength(0)}×{measured.GetLength(1)}, predicted "
                    + $"{predicted.GetLength(0)}×{predicted.GetLength(1)}",
                nameof(measured)
            );
        }
        Multipliers = multipliers;
        Powers = powers;
        Predicted = predicted;
        Measured = measured;
    }

    /// <summary>Names of the m multipliers of the search space.</summary>
    public IReadOnlyList<string> Multipliers { get; }

    /// <summary>Powers of the multipliers in mW.</summary>
    public IReadOnlyList<double> Powers { get; }

    /// <summary>Predicted σ_e, [l, m].</summary>
    public double[,] Predicted { get; }

    /// <summary>Measured σ_e, [l, m].</summary>
    public double[,] Measured { get; }

    /// <summary>Number of layers, l.</summary>
    public int Layers => Predicted.GetLength(0);

    /// <summary>Column of a multiplier, or −1 when it is not in the search space.</summary>
    public int ColumnOf(string multiplier)
    {
        for (var m = 0; m < Multipliers.Count; m++)
        {
            if (Multipliers[m] == multiplier)
                return m;
        }
        return -1;
    }
}
