using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Passes by columns with AVX-512: both digits of a granule at two positions are one vector. Eight positions by two granules
/// at a time; one granule that is left is done as with AVX2.
/// </summary>
internal sealed unsafe class ColumnKernel512 : ColumnKernel256
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
        for (var p = 0; p < TilePositions; p += 8)
            Sum(rows, tile + p, classes, (nint)granuleBytes, count, table.SafeSums, weights, sums + p * Lanes);
        if (g < granules)
            base.AddTile(table, rows, tile, classes, granuleBytes, 1, count, sums);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sum(byte* rows, byte* x, byte* classes, nint granuleBytes, int count, int safeSums, int weights, int* s)
    {
        Vector512<ushort> a0 = default,
            a0Odd = default,
            a1 = default,
            a1Odd = default,
            a2 = default,
            a2Odd = default,
            a3 = default,
            a3Odd = default;
        Vector512<ushort> b0 = default,
            b0Odd = default,
            b1 = default,
            b1Odd = default,
            b2 = default,
            b2Odd = default,
            b3 = default,
            b3Odd = default;
        for (var left = count; left > 0; left -= safeSums)
        {
            Vector512<byte> c0 = default,
                c1 = default,
                c2 = default,
                c3 = default;
            Vector512<byte> d0 = default,
                d1 = default,
                d2 = default,
                d3 = default;
            var end = x + TilePositions * (nint)Math.Min(safeSums, left);
            do
            {
                var w = Avx512F.BroadcastVector128ToVector512((int*)classes).AsByte();
                var v = Avx512F.BroadcastVector128ToVector512((int*)(classes + granuleBytes)).AsByte();
                var row = Rows(rows, x[0], x[1]);
                c0 += Avx512BW.Shuffle(row, w);
                d0 += Avx512BW.Shuffle(row, v);
                row = Rows(rows, x[2], x[3]);
                c1 += Avx512BW.Shuffle(row, w);
                d1 += Avx512BW.Shuffle(row, v);
                row = Rows(rows, x[4], x[5]);
                c2 += Avx512BW.Shuffle(row, w);
                d2 += Avx512BW.Shuffle(row, v);
                row = Rows(rows, x[6], x[7]);
                c3 += Avx512BW.Shuffle(row, w);
                d3 += Avx512BW.Shuffle(row, v);
                x += TilePositions;
                classes += Lanes;
            } while (x < end);
            WordSums.Count(c0, ref a0, ref a0Odd);
            WordSums.Count(c1, ref a1, ref a1Odd);
            WordSums.Count(c2, ref a2, ref a2Odd);
            WordSums.Count(c3, ref a3, ref a3Odd);
            WordSums.Count(d0, ref b0, ref b0Odd);
            WordSums.Count(d1, ref b1, ref b1Odd);
            WordSums.Count(d2, ref b2, ref b2Odd);
            WordSums.Count(d3, ref b3, ref b3Odd);
        }

        var digits = Vector256.Create(weights).AsInt16();
        Flush(a0, a0Odd, digits, s);
        Flush(a1, a1Odd, digits, s + 2 * Lanes);
        Flush(a2, a2Odd, digits, s + 4 * Lanes);
        Flush(a3, a3Odd, digits, s + 6 * Lanes);
        s += TilePositions * Lanes;
        Flush(b0, b0Odd, digits, s);
        Flush(b1, b1Odd, digits, s + 2 * Lanes);
        Flush(b2, b2Odd, digits, s + 4 * Lanes);
        Flush(b3, b3Odd, digits, s + 6 * Lanes);
    }

    /// <summary>The rows of two activations; the compiler would put both into a register that it waits for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Rows(byte* rows, byte first, byte second) =>
        Avx512F.InsertVector256(
            Vector256.LoadAligned(rows + ColumnTable.RowBytes * (nint)first).ToVector512Unsafe(),
            Vector256.LoadAligned(rows + ColumnTable.RowBytes * (nint)second),
            1
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush(Vector512<ushort> all, Vector512<ushort> odd, Vector256<short> digits, int* sums)
    {
        Flush(all.GetLower(), odd.GetLower(), digits, sums);
        Flush(all.GetUpper(), odd.GetUpper(), digits, sums + Lanes);
    }
}
