namespace QosNets.Runtime;

/// <summary>
/// A loss of accuracy with its 95 % interval, all as shares (0.01 is one point). Both networks see the same images, so
/// the interval is that of the mean of the differences per image, d = reference right − candidate right ∈ {−1, 0, 1}:
/// mean(d) ± 1.96·sd(d)/√n, with the sample deviation (n − 1). That is narrower than treating the two as independent.
/// </summary>
/// <param name="Mean">Accuracy lost; below 0 when the candidate is better.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal sealed record PairedInterval(double Mean, double Low, double High)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>The loss of a candidate against a reference.</summary>
    /// <param name="reference">For each image, whether the reference was right.</param>
    /// <param name="candidate">For each of the same images, whether the candidate was right.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there are fewer than two images.</exception>
    public static PairedInterval Loss(ReadOnlySpan<bool> reference, ReadOnlySpan<bool> candidate)
    {
        if (reference.Length != candidate.Length || reference.Length < 2)
            throw new ArgumentException(
                $"{reference.Length} and {candidate.Length} results; a paired interval needs at least two of the same images"
            );
        int lost = 0,
            won = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            lost += reference[i] && !candidate[i] ? 1 : 0;
            won += candidate[i] && !reference[i] ? 1 : 0;
        }
        var n = (double)reference.Length;
        var mean = (lost - won) / n;
        // d² is 1 exactly where the two differ.
        var variance = (lost + won - n * mean * mean) / (n - 1);
        var half = Normal95 * Math.Sqrt(variance / n);
        return new PairedInterval(mean, mean - half, mean + half);
    }
}
