using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Passes by columns with AVX2: both digits of a granule are one vector. Two positions by two granules at a time, or four
/// by one where one is left.
/// </summary>
internal unsafe class ColumnKernel256 : ColumnKernel
{
    protected override void AddTile(
        ColumnTable table,
        byte* rows,
        byte* tile,
        byte* classes,
        long granuleBytes,
        int granules,
        int count,
        int* sums
    )
    {
        const int GranuleSums = TilePositions * Lanes;
        var weights = 1 | table.Radix << 16;
        var g = 0;
        for (; g < granules - 1; g += 2, classes += 2 * granuleBytes, sums += 2 * GranuleSums)
        for (var p = 0; p < TilePositions; p += 2)
            Sum(
                rows,
                tile + p,
                classes,
                (nint)granuleBytes,
                count,
                table.SafeSums,
                weights,
                sums + p * Lanes,
                sums + p * Lanes + Lanes,
                sums + p * Lanes + GranuleSums,
                sums + p * Lanes + GranuleSums + Lanes
            );
        for (var p = 0; p < TilePositions && g < granules; p += 4)
            SumOne(rows, tile + p, classes, count, table.SafeSums, weights, sums + p * Lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sum(
        byte* rows,
        byte* x,
        byte* classes,
        nint granuleBytes,
        int count,
        int safeSums,
        int weights,
        int* s0,
        int* s1,
        int* t0,
        int* t1
    )
    {
        Vector256<ushort> a0 = default,
            a0Odd = default,
            a1 = default,
            a1Odd = default;
        Vector256<ushort> b0 = default,
            b0Odd = default,
            b1 = default,
            b1Odd = default;
        for (var left = count; left > 0; left -= safeSums)
        {
            Vector256<byte> c0 = default,
                c1 = default,
                d0 = default,
                d1 = default;
            var end = x + TilePositions * (nint)Math.Min(safeSums, left);
            do
            {
                var r0 = Vector256.LoadAligned(rows + ColumnTable.RowBytes * (nint)x[0]);
                var r1 = Vector256.LoadAligned(rows + ColumnTable.RowBytes * (nint)x[1]);
                var w = Avx2.BroadcastVector128ToVector256(classes);
                c0 += Avx2.Shuffle(r0, w);
                c1 += Avx2.Shuffle(r1, w);
                w = Avx2.BroadcastVector128ToVector256(classes + granuleBytes);
                d0 += Avx2.Shuffle(r0, w);
                d1 += Avx2.Shuffle(r1, w);
                x += TilePositions;
                classes += Lanes;
            } while (x < end);
            ByteStrips.Count(c0, ref a0, ref a0Odd);
            ByteStrips.Count(c1, ref a1, ref a1Odd);
            ByteStrips.Count(d0, ref b0, ref b0Odd);
            ByteStrips.Count(d1, ref b1, ref b1Odd);
        }

        var digits = Vector256.Create(weights).AsInt16();
        Flush(a0, a0Odd, digits, s0);
        Flush(a1, a1Odd, digits, s1);
        Flush(b0, b0Odd, digits, t0);
        Flush(b1, b1Odd, digits, t1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SumOne(byte* rows, byte* x, byte* classes, int count, int safeSums, int weights, int* s)
    {
        Vector256<ushort> a0 = default,
            a0Odd = default,
            a1 = default,
            a1Odd = default;
        Vector256<ushort> a2 = default,
            a2Odd = default,
            a3 = default,
            a3Odd = default;
        for (var left = count; left > 0; left -= safeSums)
        {
            Vector256<byte> c0 = default,
                c1 = default,
                c2 = default,
                c3 = default;
            var end = x + TilePositions * (nint)Math.Min(safeSums, left);
            do
            {
                var w = Avx2.BroadcastVector128ToVector256(classes);
                c0 += Avx2.Shuffle(Vector256.LoadAligned(rows + ColumnTable.RowBytes * (nint)x[0]), w);
                c1 += Avx2.Shuffle(Vector256.LoadAligned(rows + ColumnTable.RowBytes * (nint)x[1]), w);
                c2 += Avx2.Shuffle(Vector256.LoadAligned(rows + ColumnTable.RowBytes * (nint)x[2]), w);
                c3 += Avx2.Shuffle(Vector256.LoadAligned(rows + ColumnTable.RowBytes * (nint)x[3]), w);
                x += TilePositions;
                classes += Lanes;
            } while (x < end);
            ByteStrips.Count(c0, ref a0, ref a0Odd);
            ByteStrips.Count(c1, ref a1, ref a1Odd);
            ByteStrips.Count(c2, ref a2, ref a2Odd);
            ByteStrips.Count(c3, ref a3, ref a3Odd);
        }

        var digits = Vector256.Create(weights).AsInt16();
        Flush(a0, a0Odd, digits, s);
        Flush(a1, a1Odd, digits, s + Lanes);
        Flush(a2, a2Odd, digits, s + 2 * Lanes);
        Flush(a3, a3Odd, digits, s + 3 * Lanes);
    }

    /// <summary>Adds lower digits and Radix times the upper ones, which multiplications of pairs of words do at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void Flush(Vector256<ushort> all, Vector256<ushort> odd, Vector256<short> digits, int* sums)
    {
        ByteStrips.Combine(all, odd, digits, out var first, out var second);
        (Vector256.LoadAligned(sums) + first).StoreAligned(sums);
        (Vector256.LoadAligned(sums + 8) + second).StoreAligned(sums + 8);
    }

    protected override void Store(int* sums, int n, int scale, int* r, int stride)
    {
        for (var j = 0; j < n; j += Lanes, sums += TilePositions * Lanes, r += (long)Lanes * stride)
            LaneTranspose.Add(sums, Lanes, TilePositions, Math.Min(Lanes, n - j), scale, r, stride);
    }
}
