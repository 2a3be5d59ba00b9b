using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Numerics;

/// <summary>
/// x · σ(x) with σ(x) = 1/(1 + e^−x), with the same bits on every processor. The exponential is a polynomial in double, of
/// additions, multiplications and one division, each of which IEEE 754 rounds in one way only; Math.Exp is whatever the
/// system's C library makes of it. Results are within one unit in the last place of float32.
/// </summary>
internal static class Silu
{
    // Here e^x is below the smallest float32, and σ(104) rounds to 1 in double.
    private const double Limit = 104;

    private const double Log2OfE = 1.4426950408889634;

    // ln 2 in two parts, the first of few enough bits that its product with a whole number of 20 bits is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    // Added to a double of modest size it leaves the nearest whole number in the lowest bits.
    private const double Rounding = 6755399441055744.0;

    /// <summary>Coefficients of the Taylor series of e^r, highest first; |r| is at most ln 2 / 2.</summary>
    private static readonly double[] Taylor =
    [
        1.0 / 6227020800,
        1.0 / 479001600,
        1.0 / 39916800,
        1.0 / 3628800,
        1.0 / 362880,
        1.0 / 40320,
        1.0 / 5040,
        1.0 / 720,
        1.0 / 120,
        1.0 / 24,
        1.0 / 6,
        1.0 / 2,
        1,
        1,
    ];

    /// <summary>Computes results[i] = values[i] · σ(values[i]).</summary>
    /// <param name="values">Any numbers, infinities included.</param>
    /// <param name="results">As many; it may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply(ReadOnlySpan<float> values, Span<float> results)
    {
        if (values.Length != results.Length)
            throw new ArgumentException($"{values.Length} values and room for {results.Length}", nameof(results));
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(values[i..]));
            Vector256.Narrow(Product(low), Product(high)).CopyTo(results[i..]);
        }
        for (; i < values.Length; i++)
            results[i] = (float)(Math.Max(values[i], -Limit) * Sigmoid(values[i]));
    }

    /// <summary>The derivative at x: σ(x) · (1 + x · (1 − σ(x))).</summary>
    public static float Slope(float x)
    {
        var sigmoid = Sigmoid(x);
        return (float)(sigmoid * (1 + Math.Clamp(x, -Limit, Limit) * (1 - sigmoid)));
    }

    /// <summary>σ(x) in double.</summary>
    internal static double Sigmoid(double x) => 1 / (1 + Exponential(-Math.Min(Math.Max(x, -Limit), Limit)));

    /// <summary>e^t for |t| up to 104.</summary>
    internal static double Exponential(double t)
    {
        var power = t * Log2OfE + Rounding;
        var whole = power - Rounding;
        var r = t - whole * Ln2High - whole * Ln2Low;
        var sum = Taylor[0];
        for (var n = 1; n < Taylor.Length; n++)
            sum = sum * r + Taylor[n];
        var bits = BitConverter.DoubleToInt64Bits(sum) + (BitConverter.DoubleToInt64Bits(power) << 52);
        return BitConverter.Int64BitsToDouble(bits);
    }

    /// <summary>The same for four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Product(Vector256<double> x)
    {
        var bounded = Vector256.Max(x, Vector256.Create(-Limit));
        var t = -Vector256.Min(bounded, Vector256.Create(Limit));
        var power = t * Log2OfE + Vector256.Create(Rounding);
        var whole = power - Vector256.Create(Rounding);
        var r = t - whole * Ln2High - whole * Ln2Low;
        var sum = Vector256.Create(Taylor[0]);
        for (var n = 1; n < Taylor.Length; n++)
            sum = sum * r + Vector256.Create(Taylor[n]);
        var bits = sum.AsInt64() + Vector256.ShiftLeft(power.AsInt64(), 52);
        return bounded * (Vector256<double>.One / (Vector256<double>.One + bits.AsDouble()));
    }
}
