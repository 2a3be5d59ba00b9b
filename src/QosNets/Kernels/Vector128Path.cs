using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// The way of <see cref="Avx2Path"/> with vectors of 16 bytes and no instruction of one processor family: for four k at
/// a time the products of every activation with 16 weights lie in rows of 16-bit values, which are widened and added.
/// </summary>
internal sealed unsafe class Vector128Path() : RowsPath("vector128", Vector128.IsHardwareAccelerated)
{
    private const int RowsAtOnce = 4;
    private const int Lanes = 16;

    // Laying out rows for fewer weights costs more than the plain loop.
    private const int MinWeights = 4;

    // As in the AVX2 path: equal activations of different k must not meet in one set of the first-level cache.
    private const int RowStride = (256 + 13) * Lanes;

    internal override void TransposeTile(byte* source, long sourceStride, byte* destination, long destinationStride)
    {
        if (Sse2.IsSupported)
            ByteTranspose.Tile(source, sourceStride, destination, destinationStride);
        else
            base.TransposeTile(source, sourceStride, destination, destinationStride);
    }

    internal override void Multiply(
        byte* planes,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int start,
        int* r,
        int stride
    )
    {
        if (n < MinWeights)
        {
            ScalarPath.Sum(planes, x, offsets, positions, w, n, k, start, r, stride);
            return;
        }

        for (var j = 0; j < n; j += Lanes)
            MultiplyChunk(
                planes,
                x,
                offsets,
                positions,
                w + (long)j * k,
                Math.Min(Lanes, n - j),
                k,
                start,
                r + (long)j * stride,
                stride
            );
    }

    private void MultiplyChunk(
        byte* planes,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int start,
        int* r,
        int stride
    )
    {
        var scratch = Scratch.Current;
        var rows = (ushort*)scratch.Rows((long)RowsAtOnce * RowStride * sizeof(ushort));
        var sums = (uint*)scratch.LaneSums((long)positions * Lanes);
        new Span<uint>(sums, positions * Lanes).Fill((uint)start);
        var from = stackalloc byte*[RowsAtOnce];
        for (var i = 0; i < k; i += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, k - i);
            for (var a = 0; a < RowsAtOnce; a++)
            {
                // Rows of zeros stand in for the k that are missing at the end.
                from[a] = x + offsets[Math.Min(i + a, k - 1)];
                if (a < count)
                    LayOut(planes, w + i + a, k, n, rows + a * RowStride);
                else
                    new Span<ushort>(rows + a * RowStride, 256 * Lanes).Clear();
            }

            AddFour(rows, from, positions, sums);
        }

        for (var j = 0; j < n; j++)
        for (var p = 0; p < positions; p++)
            r[(long)j * stride + p] = (int)sums[(long)p * Lanes + j];
    }

    /// <summary>Row x gets T[x, w] of 16 weights; lanes beyond n repeat the last one and are dropped later.</summary>
    private void LayOut(byte* planes, byte* w, int weightStride, int n, ushort* rows)
    {
        var columns = stackalloc byte[2 * 256];
        var turned = stackalloc byte[2 * 256];
        for (var x = 0; x < 256; x += 16)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                var column = planes + w[(long)Math.Min(lane, n - 1) * weightStride] * PreparedTable.ColumnBytes + x;
                Vector128.Load(column).Store(columns + 16 * lane);
                Vector128.Load(column + PreparedTable.PlaneBytes).Store(columns + 256 + 16 * lane);
            }

            TransposeTile(columns, 16, turned, 16);
            TransposeTile(columns + 256, 16, turned + 256, 16);
            for (var row = 0; row < 16; row++, rows += Lanes)
            {
                (var low, var lowUpper) = Vector128.Widen(Vector128.Load(turned + 16 * row));
                (var high, var highUpper) = Vector128.Widen(Vector128.Load(turned + 256 + 16 * row));
                (low | high << 8).Store(rows);
                (lowUpper | highUpper << 8).Store(rows + 8);
            }
        }
    }

    private static void AddFour(ushort* rows, byte** from, int positions, uint* sums)
    {
        byte* x0 = from[0],
            x1 = from[1],
            x2 = from[2],
            x3 = from[3];
        for (var p = 0; p < positions; p++, sums += Lanes)
        {
            Vector128<uint> a = Vector128.Load(sums),
                b = Vector128.Load(sums + 4);
            Vector128<uint> c = Vector128.Load(sums + 8),
                d = Vector128.Load(sums + 12);
            Add(rows + x0[p] * Lanes, ref a, ref b, ref c, ref d);
            Add(rows + RowStride + x1[p] * Lanes, ref a, ref b, ref c, ref d);
            Add(rows + 2 * RowStride + x2[p] * Lanes, ref a, ref b, ref c, ref d);
            Add(rows + 3 * RowStride + x3[p] * Lanes, ref a, ref b, ref c, ref d);
            a.Store(sums);
            b.Store(sums + 4);
            c.Store(sums + 8);
            d.Store(sums + 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        ushort* row,
        ref Vector128<uint> a,
        ref Vector128<uint> b,
        ref Vector128<uint> c,
        ref Vector128<uint> d
    )
    {
        Vector128<ushort> lower = Vector128.Load(row),
            upper = Vector128.Load(row + 8);
        a += Vector128.WidenLower(lower);
        b += Vector128.WidenUpper(lower);
        c += Vector128.WidenLower(upper);
        d += Vector128.WidenUpper(upper);
    }
}
