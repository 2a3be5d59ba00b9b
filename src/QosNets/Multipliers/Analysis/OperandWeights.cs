namespace QosNets.Multipliers;

/// <summary>
/// How often each operand byte occurs, each operand on its own, so that a pair weighs the product of both counts.
/// </summary>
internal sealed class OperandWeights
{
    /// <summary>Makes weights from histograms of raw bytes.</summary>
    /// <param name="activations">Counts of operand a, [256]; null when every byte is equally likely.</param>
    /// <param name="weights">Counts of operand b, [256]; null when every byte is equally likely.</param>
    /// <exception cref="ArgumentException">A histogram has not 256 counts, a negative one, or only zeros.</exception>
    public OperandWeights(IReadOnlyList<long>? activations, IReadOnlyList<long>? weights)
    {
        Activations = Shares(activations, nameof(activations));
        Weights = Shares(weights, nameof(weights));
    }

    /// <summary>Share of each byte of operand a, [256], of sum 1.</summary>
    public IReadOnlyList<double> Activations { get; }

    /// <summary>Share of each byte of operand b, [256], of sum 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    private static double[] Shares(IReadOnlyList<long>? counts, string name)
    {
        counts ??= [.. Enumerable.Repeat(1L, 256)];
        if (counts.Count != 256 || counts.Any(c => c < 0))
            throw new ArgumentException($"a histogram has 256 counts at or above 0, this one {counts.Count}", name);
        var total = counts.Sum(c => (double)c);
        return total > 0
            ? [.. counts.Select(c => c / total)]
            : throw new ArgumentException("all counts of the histogram are 0", name);
    }
}
