using System.Numerics;
using System.Runtime.InteropServices;
using QosNets.Multipliers;

namespace QosNets.Approximation;

/// <summary>
/// The error map of one multiplier, laid out for weighted row sums. Entries are doubles: every sum here is an integer
/// below 2^53 and therefore exact, and the processor adds doubles without widening. Prepare it once for each table.
/// </summary>
internal sealed class ErrorRows
{
    private const long LargestCount = 1L << 36;
    private readonly double[] errors;

    /// <summary>Prepares a table's error map.</summary>
    public ErrorRows(TruthTable table)
    {
        errors = Array.ConvertAll(table.ErrorMap(), e => (double)e);
        Signed = table.Signed;
    }

    /// <summary>Whether operand bytes are two's complement.</summary>
    public bool Signed { get; }

    /// <summary>Errors of activation byte <paramref name="a"/> with each weight byte, [256].</summary>
    public ReadOnlySpan<double> Row(int a) => errors.AsSpan(a << 8, 256);

    /// <summary>Σ_b count(b)·e(a, b) for each activation byte a, exact integers, [256].</summary>
    /// <exception cref="ArgumentException">The histogram is not 256 counts at or above 0 with a total of 1..2^36.</exception>
    internal double[] WeightedSums(ReadOnlySpan<long> weightHistogram, out long total)
    {
        var counts = Counts(weightHistogram, out total);
        var sums = new double[256];
        for (var a = 0; a < 256; a++)
            sums[a] = Dot(Row(a), counts);
        return sums;
    }

    /// <summary>Checks a histogram and gives its counts as doubles.</summary>
    internal static double[] Counts(ReadOnlySpan<long> histogram, out long total)
    {
        if (histogram.Length != 256)
            throw new ArgumentException($"an operand histogram has 256 counts, this one {histogram.Length}");
        var counts = new double[256];
        total = 0;
        for (var b = 0; b < 256; b++)
        {
            if (histogram[b] < 0)
                throw new ArgumentException($"the histogram counts byte {b} {histogram[b]} times; counts start at 0");
            counts[b] = histogram[b];
            total += histogram[b];
        }
        if (total is <= 0 or > LargestCount)
            throw new ArgumentException($"the histogram counts {total} operands, supported are 1..2^36");
        return counts;
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var xs = MemoryMarshal.Cast<double, Vector<double>>(x);
        var ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        Vector<double> even = Vector<double>.Zero,
            odd = Vector<double>.Zero;
        for (var i = 0; i < xs.Length; i += 2)
        {
            even += xs[i] * ys[i];
            odd += xs[i + 1] * ys[i + 1];
        }
        return Vector.Sum(even + odd);
    }
}
