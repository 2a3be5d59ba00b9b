using System.Runtime.Intrinsics;

namespace QosNets.Selection;

/// <summary>
/// Loops over doubles in vectors of four, on every machine: the order of additions, and so every bit, stays the same.
/// </summary>
internal static class VectorMath
{
    /// <summary>sum += factor·x, elementwise.</summary>
    public static void AddScaled(Span<double> sum, ReadOnlySpan<double> x, double factor)
    {
        var f = Vector256.Create(factor);
        var i = 0;
        for (; i <= sum.Length - 4; i += 4)
        {
            var s = Vector256.Create<double>(sum[i..]) + Vector256.Create(x[i..]) * f;
            s.CopyTo(sum[i..]);
        }
        for (; i < sum.Length; i++)
            sum[i] += factor * x[i];
    }
}
