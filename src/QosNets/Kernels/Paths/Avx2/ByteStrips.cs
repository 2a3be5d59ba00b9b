using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Strips with AVX2: 32 bytes for each activation, which products of one k with so many weights are taken from. A position
/// adds the rows that its activations name, in place of looking its products up one by one. Two strips are in use together
/// and fill half a first-level cache of 32 KiB. The sums of a position lie in memory, as two vectors of words (see
/// <see cref="WordSums"/>), and stream through the rest.
/// </summary>
internal static unsafe class ByteStrips
{
    /// <summary>Strips that are in use together.</summary>
    internal const int AtOnce = 2;

    /// <summary>Rows of a strip.</summary>
    internal const int Rows = 256;

    /// <summary>Bytes of a row.</summary>
    internal const int RowBytes = 32;

    /// <summary>Bytes of the two vectors of words of a position.</summary>
    internal const int SumBytes = 2 * RowBytes;

    /// <summary>
    /// Bytes from one strip to the next. There is room between them, else equal activations of different k meet in one set of
    /// the first-level cache.
    /// </summary>
    internal const int Stride = (Rows + 13) * RowBytes;

    /// <summary>Row i of the strip gets byte i of each of 32 columns.</summary>
    internal static void LayOut(byte** columns, byte* strip)
    {
        for (var row = 0; row < Rows; row += 16, strip += 16 * RowBytes)
            Turn(columns, row, strip);
    }

    /// <summary>Adds the rows of two strips.</summary>
    /// <param name="strips">The strips.</param>
    /// <param name="rows">For each position, where its rows lie in each strip.</param>
    /// <param name="holdsTwo">Whether a byte holds the sum of two.</param>
    /// <param name="positions">Positions, an even number.</param>
    /// <param name="sums">Sums of each position.</param>
    internal static void Add(byte* strips, ushort* rows, bool holdsTwo, int positions, byte* sums)
    {
        var end = rows + AtOnce * positions;
        if (holdsTwo)
            for (; rows < end; rows += 2 * AtOnce, sums += 2 * SumBytes)
            {
                AddTogether(strips, rows, sums);
                AddTogether(strips, rows + AtOnce, sums + SumBytes);
            }
        else
            for (; rows < end; rows += 2 * AtOnce, sums += 2 * SumBytes)
            {
                AddApart(strips, rows, sums);
                AddApart(strips, rows + AtOnce, sums + SumBytes);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTogether(byte* strips, ushort* rows, byte* sums)
    {
        var all = Vector256.LoadAligned(sums).AsUInt16();
        var odd = Vector256.LoadAligned(sums + RowBytes).AsUInt16();
        Count(Vector256.LoadAligned(strips + rows[0]) + Vector256.LoadAligned(strips + rows[1] + Stride), ref all, ref odd);
        all.AsByte().StoreAligned(sums);
        odd.AsByte().StoreAligned(sums + RowBytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddApart(byte* strips, ushort* rows, byte* sums)
    {
        var all = Vector256.LoadAligned(sums).AsUInt16();
        var odd = Vector256.LoadAligned(sums + RowBytes).AsUInt16();
        Count(Vector256.LoadAligned(strips + rows[0]), ref all, ref odd);
        Count(Vector256.LoadAligned(strips + rows[1] + Stride), ref all, ref odd);
        all.AsByte().StoreAligned(sums);
        odd.AsByte().StoreAligned(sums + RowBytes);
    }

    /// <summary>As in <see cref="WordSums"/>: the words of v, and their odd bytes alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Count(Vector256<byte> v, ref Vector256<ushort> all, ref Vector256<ushort> odd)
    {
        all += v.AsUInt16();
        odd += Avx2.ShiftRightLogical(v.AsUInt16(), 8);
    }

    /// <summary>
    /// The sums of the lower 16 bytes and, weighted, those of the upper 16: pairs of words are multiplied and added. In the
    /// order of <see cref="ColumnKernel.LaneOf"/> they are those of 16 neighbouring channels.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Combine(
        Vector256<ushort> all,
        Vector256<ushort> odd,
        Vector256<short> digits,
        out Vector256<int> first,
        out Vector256<int> second
    )
    {
        var even = all - (odd << 8);
        var lower = Avx2.Permute2x128(even, odd, 0x20);
        var upper = Avx2.Permute2x128(even, odd, 0x31);
        first = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(lower, upper).AsInt16(), digits);
        second = Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(lower, upper).AsInt16(), digits);
    }

    /// <summary>16 rows of 32 columns; in each half of 16 columns as <see cref="ByteTranspose.Tile"/> has it.</summary>
    private static void Turn(byte** columns, int row, byte* strip)
    {
        var a0 = Pair(columns[0] + row, columns[16] + row);
        var a1 = Pair(columns[1] + row, columns[17] + row);
        var a2 = Pair(columns[2] + row, columns[18] + row);
        var a3 = Pair(columns[3] + row, columns[19] + row);
        var a4 = Pair(columns[4] + row, columns[20] + row);
        var a5 = Pair(columns[5] + row, columns[21] + row);
        var a6 = Pair(columns[6] + row, columns[22] + row);
        var a7 = Pair(columns[7] + row, columns[23] + row);
        var a8 = Pair(columns[8] + row, columns[24] + row);
        var a9 = Pair(columns[9] + row, columns[25] + row);
        var a10 = Pair(columns[10] + row, columns[26] + row);
        var a11 = Pair(columns[11] + row, columns[27] + row);
        var a12 = Pair(columns[12] + row, columns[28] + row);
        var a13 = Pair(columns[13] + row, columns[29] + row);
        var a14 = Pair(columns[14] + row, columns[30] + row);
        var a15 = Pair(columns[15] + row, columns[31] + row);
        Vector256<byte> b0 = Avx2.UnpackLow(a0, a8),
            b1 = Avx2.UnpackHigh(a0, a8);
        Vector256<byte> b2 = Avx2.UnpackLow(a1, a9),
            b3 = Avx2.UnpackHigh(a1, a9);
        Vector256<byte> b4 = Avx2.UnpackLow(a2, a10),
            b5 = Avx2.UnpackHigh(a2, a10);
        Vector256<byte> b6 = Avx2.UnpackLow(a3, a11),
            b7 = Avx2.UnpackHigh(a3, a11);
        Vector256<byte> b8 = Avx2.UnpackLow(a4, a12),
            b9 = Avx2.UnpackHigh(a4, a12);
        Vector256<byte> b10 = Avx2.UnpackLow(a5, a13),
            b11 = Avx2.UnpackHigh(a5, a13);
        Vector256<byte> b12 = Avx2.UnpackLow(a6, a14),
            b13 = Avx2.UnpackHigh(a6, a14);
        Vector256<byte> b14 = Avx2.UnpackLow(a7, a15),
            b15 = Avx2.UnpackHigh(a7, a15);
        Vector256<byte> c0 = Avx2.UnpackLow(b0, b8),
            c1 = Avx2.UnpackHigh(b0, b8);
        Vector256<byte> c2 = Avx2.UnpackLow(b1, b9),
            c3 = Avx2.UnpackHigh(b1, b9);
        Vector256<byte> c4 = Avx2.UnpackLow(b2, b10),
            c5 = Avx2.UnpackHigh(b2, b10);
        Vector256<byte> c6 = Avx2.UnpackLow(b3, b11),
            c7 = Avx2.UnpackHigh(b3, b11);
        Vector256<byte> c8 = Avx2.UnpackLow(b4, b12),
            c9 = Avx2.UnpackHigh(b4, b12);
        Vector256<byte> c10 = Avx2.UnpackLow(b5, b13),
            c11 = Avx2.UnpackHigh(b5, b13);
        Vector256<byte> c12 = Avx2.UnpackLow(b6, b14),
            c13 = Avx2.UnpackHigh(b6, b14);
        Vector256<byte> c14 = Avx2.UnpackLow(b7, b15),
            c15 = Avx2.UnpackHigh(b7, b15);
        Vector256<byte> d0 = Avx2.UnpackLow(c0, c8),
            d1 = Avx2.UnpackHigh(c0, c8);
        Vector256<byte> d2 = Avx2.UnpackLow(c1, c9),
            d3 = Avx2.UnpackHigh(c1, c9);
        Vector256<byte> d4 = Avx2.UnpackLow(c2, c10),
            d5 = Avx2.UnpackHigh(c2, c10);
        Vector256<byte> d6 = Avx2.UnpackLow(c3, c11),
            d7 = Avx2.UnpackHigh(c3, c11);
        Vector256<byte> d8 = Avx2.UnpackLow(c4, c12),
            d9 = Avx2.UnpackHigh(c4, c12);
        Vector256<byte> d10 = Avx2.UnpackLow(c5, c13),
            d11 = Avx2.UnpackHigh(c5, c13);
        Vector256<byte> d12 = Avx2.UnpackLow(c6, c14),
            d13 = Avx2.UnpackHigh(c6, c14);
        Vector256<byte> d14 = Avx2.UnpackLow(c7, c15),
            d15 = Avx2.UnpackHigh(c7, c15);
        Vector256<byte> e0 = Avx2.UnpackLow(d0, d8),
            e1 = Avx2.UnpackHigh(d0, d8);
        Vector256<byte> e2 = Avx2.UnpackLow(d1, d9),
            e3 = Avx2.UnpackHigh(d1, d9);
        Vector256<byte> e4 = Avx2.UnpackLow(d2, d10),
            e5 = Avx2.UnpackHigh(d2, d10);
        Vector256<byte> e6 = Avx2.UnpackLow(d3, d11),
            e7 = Avx2.UnpackHigh(d3, d11);
        Vector256<byte> e8 = Avx2.UnpackLow(d4, d12),
            e9 = Avx2.UnpackHigh(d4, d12);
        Vector256<byte> e10 = Avx2.UnpackLow(d5, d13),
            e11 = Avx2.UnpackHigh(d5, d13);
        Vector256<byte> e12 = Avx2.UnpackLow(d6, d14),
            e13 = Avx2.UnpackHigh(d6, d14);
        Vector256<byte> e14 = Avx2.UnpackLow(d7, d15),
            e15 = Avx2.UnpackHigh(d7, d15);
        e0.StoreAligned(strip + 0 * RowBytes);
        e1.StoreAligned(strip + 1 * RowBytes);
        e2.StoreAligned(strip + 2 * RowBytes);
        e3.StoreAligned(strip + 3 * RowBytes);
        e4.StoreAligned(strip + 4 * RowBytes);
        e5.StoreAligned(strip + 5 * RowBytes);
        e6.StoreAligned(strip + 6 * RowBytes);
        e7.StoreAligned(strip + 7 * RowBytes);
        e8.StoreAligned(strip + 8 * RowBytes);
        e9.StoreAligned(strip + 9 * RowBytes);
        e10.StoreAligned(strip + 10 * RowBytes);
        e11.StoreAligned(strip + 11 * RowBytes);
        e12.StoreAligned(strip + 12 * RowBytes);
        e13.StoreAligned(strip + 13 * RowBytes);
        e14.StoreAligned(strip + 14 * RowBytes);
        e15.StoreAligned(strip + 15 * RowBytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Pair(byte* lower, byte* upper) =>
        Vector256.Create(Vector128.Load(lower), Vector128.Load(upper));
}
