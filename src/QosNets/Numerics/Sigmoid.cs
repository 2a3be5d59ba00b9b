namespace QosNets.Numerics;

/// <summary>
/// 1/(1 + e^−x) with the same bits on every processor: the exponential of <see cref="Silu"/>, in double, the result rounded once
/// to float32.
/// </summary>
internal static class Sigmoid
{
    /// <summary>Computes results[i] = σ(values[i]).</summary>
    /// <param name="values">Any numbers, infinities included.</param>
    /// <param name="results">As many; it may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply(ReadOnlySpan<float> values, Span<float> results)
    {
        if (values.Length != results.Length)
            throw new ArgumentException($"{values.Length} values and room for {results.Length}", nameof(results));
        for (var i = 0; i < values.Length; i++)
            results[i] = (float)Silu.Sigmoid(values[i]);
    }

    /// <summary>The derivative at x: σ(x) · (1 − σ(x)).</summary>
    public static float Slope(float x)
    {
        var sigmoid = Silu.Sigmoid(x);
        return (float)(sigmoid * (1 - sigmoid));
    }
}
