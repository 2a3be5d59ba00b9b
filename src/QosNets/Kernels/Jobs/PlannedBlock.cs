using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// One block of activations, made ready once for all output channels: their classes for each digit, and the sums of the
/// terms of the activation alone. Pairs for the product are packed 64 positions at a time, which stay in the first-level
/// cache while all channels use them.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct PlannedBlock
{
    // As that of a layout: kernels read up to four vectors where one is left.
    private const int ClassSlack = 4 * KernelPath.VectorPositions;

    // Pairs of k, or fours, that are packed at a time: 24 KiB of the first-level cache.
    private const int MaxPairs = 96;

    // Bytes of 255 that a word can add up.
    private const int MaxWordSums = 256;

    private readonly KernelPath path;
    private readonly TableParts parts;
    private readonly TableTerms terms;
    private readonly Scratch scratch;
    private readonly nint* offsets;
    private readonly int positions;
    private readonly int k;
    private readonly byte* x;
    private readonly uint* pairs;
    private readonly byte* firstClasses;
    private readonly byte* secondClasses;
    private readonly int* activationSums;

    /// <summary>
    /// Prepares a block that lies in x as in <see cref="KernelPath.Multiply"/>; it is valid until the next one of this thread.
    /// </summary>
    internal PlannedBlock(KernelPath path, PlannedTable table, byte* x, nint* offsets, int positions, int k, Scratch scratch)
    {
        this.path = path;
        this.x = x;
        this.offsets = offsets;
        this.positions = positions;
        this.k = k;
        this.scratch = scratch;
        (parts, terms) = table;
        activationSums = terms.HasActivationTerms ? SumTerms(path, terms, x, offsets, positions, k, scratch) : null;
        if (parts.Product is null && terms.Slope != 0)
            activationSums = SumActivations(activationSums);
        pairs = parts.Product is null ? null : scratch.Pairs(KernelPath.VectorPositions * MaxPairs);
        firstClasses = secondClasses = x;
        if (parts.Digits.Length == 0)
            return;
        long bytes = positions;
        for (var i = 0; i < k; i++)
            bytes = Math.Max(bytes, offsets[i] + positions);
        bytes = (bytes + 63) / 64 * 64;
        var classes = scratch.Classes(2 * (bytes + ClassSlack));
        if (!parts.Digits[0].IsIdentity)
            path.Digit!.Classify(parts.Digits[0], x, firstClasses = classes, bytes);
        if (parts.Digits.Length > 1 && !parts.Digits[1].IsIdentity)
            path.Digit!.Classify(parts.Digits[1], x, secondClasses = classes + bytes + ClassSlack, bytes);
    }

    /// <summary>
    /// r[j, p] = Σ_k T[x[offsets[k] + p], w[j, k]] for n output channels, from channel first of the prepared weights on.
    /// </summary>
    internal void Multiply(PreparedWeights weights, int first, byte* w, int n, int* r, int stride)
    {
        var isStarted = parts.Product is null || activationSums != null || k == 0;
        for (var j = 0; j < n && isStarted; j++)
            Start(weights.Starts[first + j], r + (long)j * stride);
        if (k == 0)
            return;
        if (parts.Product is not null)
            AddProduct(parts.Product, weights, first, isStarted, n, r, stride);
        if (terms.Columns is not null)
            path.Column!.Add(
                terms.Columns,
                weights,
                weights.GranuleAt(first),
                x,
                offsets,
                positions,
                n,
                k,
                r,
                stride,
                parts.Columns.Length,
                scratch
            );
        if (parts.Digits.Length > 0)
            path.Digit!.Add(parts.Digits[0], firstClasses, offsets, positions, w, n, k, r, stride);
        if (parts.Digits.Length > 1)
            path.Digit!.Add(parts.Digits[1], secondClasses, offsets, positions, w, n, k, r, stride);
    }

    private void AddProduct(ProductPart product, PreparedWeights weights, int first, bool isStarted, int n, int* r, int stride)
    {
        var ofFirst = weights.Factors + (long)first * weights.Pairs;
        fixed (int* all = weights.Starts)
            for (var p = 0; p < positions; p += KernelPath.VectorPositions)
            for (var i = 0; i < weights.Pairs; i += MaxPairs)
            {
                var starts = isStarted || i > 0 ? null : all + first;
                var factors = ofFirst + i;
                var count = Math.Min(MaxPairs, weights.Pairs - i);
                if (weights.ByteShift is { } shift)
                {
                    path.ByteProduct!.Pack(x + p, offsets + 4 * i, Math.Min(4 * MaxPairs, k - 4 * i), product, pairs);
                    path.ByteProduct.Add(pairs, factors, weights.Pairs, shift, starts, n, count, r + p, stride);
                }
                else
                {
                    path.Product!.Pack(x + p, offsets + 2 * i, Math.Min(2 * MaxPairs, k - 2 * i), product, pairs);
                    path.Product.Add(pairs, factors, weights.Pairs, starts, n, count, r + p, stride);
                }
            }
    }

    private void Start(int constant, int* sums)
    {
        var start = Vector256.Create(constant);
        for (var p = 0; p < positions; p += Vector256<int>.Count)
            (activationSums == null ? start : start + Vector256.LoadAligned(activationSums + p)).StoreAligned(sums + p);
    }

    /// <summary>Adds Slope times the sum of the activations of each position to sums; null stands for sums of zero.</summary>
    private int* SumActivations(int* sums)
    {
        if (sums == null)
        {
            sums = scratch.ActivationSums(positions);
            new Span<int>(sums, positions).Clear();
        }

        var flip = Vector128.Create(terms.Flip);
        var slope = Vector256.Create(terms.Slope);
        for (var p = 0; p < positions; p += Vector128<byte>.Count)
        {
            Vector256<int> low = default,
                high = default;
            for (var i = 0; i < k; i += MaxWordSums)
            {
                var words = Vector256<ushort>.Zero;
                for (var j = i; j < Math.Min(k, i + MaxWordSums); j++)
                {
                    var (lower, upper) = Vector128.Widen(Vector128.Load(x + offsets[j] + p) ^ flip);
                    words += Vector256.Create(lower, upper);
                }

                var (first, second) = Vector256.Widen(words);
                low += first.AsInt32();
                high += second.AsInt32();
            }

            (Vector256.LoadAligned(sums + p) + low * slope).StoreAligned(sums + p);
            (Vector256.LoadAligned(sums + p + 8) + high * slope).StoreAligned(sums + p + 8);
        }

        return sums;
    }

    /// <summary>The terms of the activation are one more column of a table: that of weight 0.</summary>
    private static int* SumTerms(KernelPath path, TableTerms terms, byte* x, nint* offsets, int positions, int k, Scratch scratch)
    {
        var sums = scratch.ActivationSums(2L * positions);
        var w = scratch.ZeroWeights(k);
        path.Multiply(terms.LowerColumn, x, offsets, positions, w, 1, k, 0, sums, positions);
        if (!terms.IsWide)
            return sums;
        var upper = sums + positions;
        path.Multiply(terms.UpperColumn, x, offsets, positions, w, 1, k, 0, upper, positions);
        PreparedTable.AddUpper(upper, sums, positions);
        return sums;
    }
}
