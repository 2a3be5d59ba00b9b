using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>Passes by columns with portable vectors of 16 bytes: each digit of a granule is one vector.</summary>
internal sealed unsafe class ColumnKernel128 : ColumnKernel
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
        for (var g = 0; g < granules; g++, classes += granuleBytes)
        for (var p = 0; p < TilePositions; p += 2, sums += 2 * Lanes)
            Sum(rows, tile + p, classes, count, table.SafeSums, table.Radix, sums);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sum(byte* rows, byte* x, byte* classes, int count, int safeSums, int radix, int* s)
    {
        Vector128<ushort> a0 = default,
            a0Odd = default,
            a1 = default,
            a1Odd = default;
        Vector128<ushort> b0 = default,
            b0Odd = default,
            b1 = default,
            b1Odd = default;
        for (nint i = 0; i < count; )
        {
            var end = Math.Min(i + safeSums, count);
            Vector128<byte> c0 = default,
                c1 = default,
                d0 = default,
                d1 = default;
            do
            {
                var w = Vector128.LoadAligned(classes + Lanes * i);
                var row = rows + ColumnTable.RowBytes * (nint)x[TilePositions * i];
                c0 += Vector128.ShuffleNative(Vector128.LoadAligned(row), w);
                c1 += Vector128.ShuffleNative(Vector128.LoadAligned(row + ColumnPass.MaxClasses), w);
                row = rows + ColumnTable.RowBytes * (nint)x[TilePositions * i + 1];
                d0 += Vector128.ShuffleNative(Vector128.LoadAligned(row), w);
                d1 += Vector128.ShuffleNative(Vector128.LoadAligned(row + ColumnPass.MaxClasses), w);
                i++;
            } while (i < end);
            Count(c0, ref a0, ref a0Odd);
            Count(c1, ref a1, ref a1Odd);
            Count(d0, ref b0, ref b0Odd);
            Count(d1, ref b1, ref b1Odd);
        }

        Flush(a0, a0Odd, a1, a1Odd, radix, s);
        Flush(b0, b0Odd, b1, b1Odd, radix, s + Lanes);
    }

    /// <summary>As in <see cref="WordSums"/>: the words of v, and their odd bytes alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(Vector128<byte> v, ref Vector128<ushort> all, ref Vector128<ushort> odd)
    {
        all += v.AsUInt16();
        odd += v.AsUInt16() >> 8;
    }

    /// <summary>Adds lower digits and radix times the upper ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush(
        Vector128<ushort> lower,
        Vector128<ushort> lowerOdd,
        Vector128<ushort> upper,
        Vector128<ushort> upperOdd,
        int radix,
        int* s
    )
    {
        var factor = Vector128.Create((uint)radix);
        lower -= lowerOdd << 8;
        upper -= upperOdd << 8;
        Add(Vector128.WidenLower(lower) + Vector128.WidenLower(upper) * factor, s);
        Add(Vector128.WidenLower(lowerOdd) + Vector128.WidenLower(upperOdd) * factor, s + 4);
        Add(Vector128.WidenUpper(lower) + Vector128.WidenUpper(upper) * factor, s + 8);
        Add(Vector128.WidenUpper(lowerOdd) + Vector128.WidenUpper(upperOdd) * factor, s + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector128<uint> sum, int* s) => (Vector128.LoadAligned(s) + sum.AsInt32()).StoreAligned(s);
}
