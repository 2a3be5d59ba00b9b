using QosNets.Multipliers;

namespace QosNets.Selection;

/// <summary>
/// Finds multipliers that multiply nothing in a layer. Over the operands that occur there a table can be a sum of a function of
/// the activation and one of the weight, T(a, w) = f(a) + h(w): a constant table is, and one that reads only one of its
/// operands. Then all outputs of a layer see the same sum, and no retraining brings back what the other operand said.
/// </summary>
internal static class InformationLoss
{
    /// <summary>Which multipliers carry no information of an operand in which layer, [layers, multipliers].</summary>
    /// <param name="layers">Profiles, whose histograms say which operands occur; padding is one of them.</param>
    /// <param name="multipliers">The multipliers.</param>
    public static bool[,] Find(IReadOnlyList<LayerProfile> layers, IReadOnlyList<Multiplier> multipliers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(multipliers);
        var lost = new bool[layers.Count, multipliers.Count];
        for (var l = 0; l < layers.Count; l++)
        {
            var (activations, weights) = (Occurring(layers[l].ActivationHistogram), Occurring(layers[l].WeightHistogram));
            for (var m = 0; m < multipliers.Count; m++)
                lost[l, m] = IsLost(multipliers[m].Table, activations, weights);
        }
        return lost;
    }

    /// <summary>The problem without these pairs: their strain is infinite, so that no scale makes them good enough.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="pairs">True for pairs that may not be chosen, [layers, multipliers].</param>
    /// <exception cref="ArgumentException">The sizes are not those of the problem.</exception>
    public static SelectionProblem Without(this SelectionProblem problem, bool[,] pairs)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.GetLength(0) != problem.Layers || pairs.GetLength(1) != problem.Powers.Count)
            throw new ArgumentException(
                $"pairs of {pairs.GetLength(0)}×{pairs.GetLength(1)} for {problem.Layers} layers and "
                    + $"{problem.Powers.Count} multipliers",
                nameof(pairs)
            );
        var strain = (double[,])problem.UnitStrain.Clone();
        for (var l = 0; l < problem.Layers; l++)
        {
            for (var m = 0; m < problem.Powers.Count; m++)
                strain[l, m] = pairs[l, m] ? double.PositiveInfinity : strain[l, m];
        }
        return (problem with { UnitStrain = strain }).WithScales(problem.Scales);
    }

    /// <summary>Whether the table is f(a) + h(w) over these operands: all its second differences are 0.</summary>
    /// <param name="table">The table.</param>
    /// <param name="activations">Activation bytes that occur.</param>
    /// <param name="weights">Weight bytes that occur. With less than two of either there is nothing to lose.</param>
    public static bool IsLost(TruthTable table, ReadOnlySpan<byte> activations, ReadOnlySpan<byte> weights)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (activations.Length < 2 || weights.Length < 2)
            return false;
        var (a0, w0) = (activations[0], weights[0]);
        foreach (var a in activations)
        {
            var row = table[a, w0] - table[a0, w0];
            foreach (var w in weights)
            {
                if (table[a, w] - table[a0, w] != row)
                    return false;
            }
        }
        return true;
    }

    private static byte[] Occurring(long[] histogram) =>
        [.. Enumerable.Range(0, histogram.Length).Where(i => histogram[i] > 0).Select(i => (byte)i)];
}
