using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// The part A(a)·B(b) of a table. A is shifted to 0 to 255; what that takes away is a term of the weight alone.
/// </summary>
internal sealed unsafe class ProductPart
{
    // Less than 16 bits, since every factor may gain the slope of the terms (see TableTerms).
    internal const int MaxFactor = (1 << 14) - 1;

    private readonly AlignedBuffer map = new(256);

    // What activations are xored with where that gives A, as for operands in two's complement.
    private readonly byte? flip;

    private ProductPart(ReadOnlySpan<int> a, int lowest, int[] factors)
    {
        Factors = factors;
        LowestFactor = factors.Min();
        HasByteFactors = factors.Max() - LowestFactor <= byte.MaxValue;
        IsIdentity = true;
        for (var i = 0; i < 256; i++)
        {
            map.Pointer[i] = (byte)(a[i] - lowest);
            IsIdentity &= map.Pointer[i] == i;
        }

        var first = map.Pointer[0];
        flip = Enumerable.Range(0, 256).All(i => Map[i] == (i ^ first)) ? first : null;
    }

    /// <summary>A of every activation byte.</summary>
    internal byte* Map => map.Pointer;

    /// <summary>Whether A(a) = a.</summary>
    internal bool IsIdentity { get; }

    /// <summary>Replaces activations by their A.</summary>
    internal void Apply(byte* x, int count)
    {
        if (IsIdentity)
            return;
        var i = 0;
        if (flip is { } mask)
            for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
                (Vector256.Load(x + i) ^ Vector256.Create(mask)).Store(x + i);
        for (; i < count; i++)
            x[i] = Map[x[i]];
    }

    /// <summary>B of every weight byte.</summary>
    internal int[] Factors { get; }

    /// <summary>The lowest B.</summary>
    internal int LowestFactor { get; }

    /// <summary>Whether every B is a byte, but for what all have in common.</summary>
    internal bool HasByteFactors { get; }

    /// <summary>The part a·b of operands that are unsigned or two's complement.</summary>
    internal static ProductPart Exact(bool signed)
    {
        int[] operands = [.. Enumerable.Range(0, 256).Select(i => signed ? (sbyte)i : i)];
        return new ProductPart(operands, signed ? sbyte.MinValue : 0, operands);
    }

    /// <summary>
    /// Whether entries are a·b, or a·b' with b' the highest bits of b, as multipliers with narrow weights have it.
    /// </summary>
    internal static bool IsExact(ReadOnlySpan<int> entries, bool signed)
    {
        // The first weight that row 1 multiplies is the lowest bit that is read.
        var mask = 0xFF - entries.Slice(257, 255).IndexOfAnyExcept(0);
        for (var i = 0; i < entries.Length; i++)
        {
            var (a, b) = (i >> 8, i & mask);
            if (entries[i] != (signed ? (sbyte)a * (sbyte)b : a * b))
                return false;
        }

        return true;
    }

    /// <summary>
    /// The factors of a table of rank one whose row 0 and column 0 are zero; null when it has not that rank, or they do not fit.
    /// </summary>
    internal static ProductPart? Factor(ReadOnlySpan<int> table)
    {
        var pivot = table.IndexOfAnyExcept(0);
        if (pivot < 0)
            return null;
        var (row, column) = (pivot >> 8, pivot & 255);
        for (var a = 0; a < 256; a++)
        for (var b = 0; b < 256; b++)
            if ((long)table[256 * a + b] * table[pivot] != (long)table[256 * a + column] * table[256 * row + b])
                return null;

        // A without a common divisor makes B whole, for some sum of rows then has the factor 1.
        var divisor = 0;
        var left = new int[256];
        for (var a = 0; a < 256; a++)
        {
            left[a] = table[256 * a + column];
            divisor = Divisor.Common(divisor, left[a]);
        }

        var right = new int[256];
        var (lowest, highest) = (0, 0);
        for (var a = 0; a < 256; a++)
        {
            left[a] /= divisor;
            (lowest, highest) = (Math.Min(lowest, left[a]), Math.Max(highest, left[a]));
        }

        for (var b = 0; b < 256; b++)
        {
            right[b] = table[256 * row + b] / left[row];
            if (Math.Abs(right[b]) > MaxFactor)
                return null;
        }

        return highest - lowest <= byte.MaxValue ? new ProductPart(left, lowest, right) : null;
    }
}
