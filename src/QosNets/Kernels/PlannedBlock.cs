using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// One block of activations, made ready once for all weights: rows for each plane and the sums of the terms that depend
/// on the activation alone. Pairs for the product are packed 64 positions at a time, which stay in the first-level cache
/// while all rows of weights pass.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct PlannedBlock
{
    // As that of a layout: kernels read up to four vectors where one is left.
    private const int MappedSlack = 4 * GemmPath.VectorPositions;

    // Pairs of k that are packed at a time: 24 KiB of the first-level cache.
    private const int MaxPairs = 96;

    private readonly GemmPath path;
    private readonly TableParts parts;
    private readonly nint* offsets;
    private readonly int positions;
    private readonly int k;
    private readonly byte* x;
    private readonly uint* pairs;
    private readonly byte* firstRows;
    private readonly byte* secondRows;
    private readonly int* activationSums;

    /// <summary>
    /// Prepares a block that lies in x as in <see cref="GemmPath.Multiply"/>; it is valid until the next one of this thread.
    /// </summary>
    internal PlannedBlock(GemmPath path, PreparedTable table, byte* x, nint* offsets, int positions, int k, Scratch scratch)
    {
        this.path = path;
        this.x = x;
        this.offsets = offsets;
        this.positions = positions;
        this.k = k;
        parts = table.Parts;
        activationSums = table.Terms.HasActivationTerms ? SumTerms(path, table.Terms, x, offsets, positions, k, scratch) : null;
        pairs = parts.Product is null ? null : scratch.Pairs(GemmPath.VectorPositions * MaxPairs);
        firstRows = secondRows = x;
        if (parts.Planes.Length == 0)
            return;
        long bytes = positions;
        for (var i = 0; i < k; i++)
            bytes = Math.Max(bytes, offsets[i] + positions);
        bytes = (bytes + 63) / 64 * 64;
        var mapped = scratch.Mapped(2 * (bytes + MappedSlack));
        if (!parts.Planes[0].IsIdentity)
            path.Plane!.Map(parts.Planes[0], x, firstRows = mapped, bytes);
        if (parts.Planes.Length > 1 && !parts.Planes[1].IsIdentity)
            path.Plane!.Map(parts.Planes[1], x, secondRows = mapped + bytes + MappedSlack, bytes);
    }

    /// <summary>
    /// r[j, p] = Σ_k T[x[offsets[k] + p], w[j, k]] for n rows of weights from row first of the prepared ones on.
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
        if (parts.Planes.Length > 0)
            path.Plane!.Add(parts.Planes[0], firstRows, offsets, positions, w, n, k, r, stride);
        if (parts.Planes.Length > 1)
            path.Plane!.Add(parts.Planes[1], secondRows, offsets, positions, w, n, k, r, stride);
    }

    private void AddProduct(ProductPart product, PreparedWeights weights, int first, bool isStarted, int n, int* r, int stride)
    {
        var factors = weights.Factors + (long)first * weights.Pairs;
        fixed (int* starts = weights.Starts)
            for (var p = 0; p < positions; p += GemmPath.VectorPositions)
            for (var i = 0; i < weights.Pairs; i += MaxPairs)
            {
                path.Product!.Pack(x + p, offsets + 2 * i, Math.Min(2 * MaxPairs, k - 2 * i), product, pairs);
                path.Product.Add(
                    pairs,
                    factors + i,
                    weights.Pairs,
                    isStarted || i > 0 ? null : starts + first,
                    n,
                    Math.Min(MaxPairs, weights.Pairs - i),
                    r + p,
                    stride
                );
            }
    }

    private void Start(int constant, int* sums)
    {
        var start = Vector256.Create(constant);
        for (var p = 0; p < positions; p += Vector256<int>.Count)
            (activationSums == null ? start : start + Vector256.LoadAligned(activationSums + p)).StoreAligned(sums + p);
    }

    /// <summary>The terms of the activation are one more column of a table: that of weight 0.</summary>
    private static int* SumTerms(GemmPath path, TableTerms terms, byte* x, nint* offsets, int positions, int k, Scratch scratch)
    {
        var sums = scratch.ActivationSums(2L * positions);
        var w = scratch.ZeroWeights(k);
        path.Multiply(terms.FirstColumn, x, offsets, positions, w, 1, k, 0, sums, positions);
        if (!terms.IsWide)
            return sums;
        var upper = sums + positions;
        path.Multiply(terms.SecondColumn, x, offsets, positions, w, 1, k, 0, upper, positions);
        PreparedTable.AddSecond(upper, sums, positions);
        return sums;
    }
}
