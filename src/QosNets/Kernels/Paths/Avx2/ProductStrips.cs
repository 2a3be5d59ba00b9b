using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>Strips for the AVX2 path: strip x holds T[x, w] − 32,768 of 16 or 32 weights w.</summary>
internal static unsafe class ProductStrips
{
    // Interleaving two strips takes words 0-3 and 8-11 first. In this order the sums come out in the order of the weights.
    private static ReadOnlySpan<byte> Order => [0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15];

    /// <summary>Lays out 256 strips of so many lanes; lanes beyond n repeat a weight and are ignored later.</summary>
    internal static void LayOut(byte* table, byte* w, int weightStride, int n, int lanes, ushort* strips)
    {
        var columns = stackalloc byte*[8];
        for (var lane = 0; lane < lanes; lane += 8)
        {
            for (var i = 0; i < 8; i++)
            {
                var weight = Math.Min((lane & ~15) + Order[(lane & 8) + i], n - 1);
                columns[i] = table + w[(long)weight * weightStride] * PreparedTable.ColumnBytes;
            }

            for (var x = 0; x < 256; x += 16)
                Transpose(columns, x, strips + x * lanes + lane, lanes);
        }
    }

    /// <summary>16 activations of 8 columns become 16 strips of 8 words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(byte** columns, int x, ushort* strips, int lanes)
    {
        Vector256<ushort> c0 = Load(columns[0] + x),
            c1 = Load(columns[1] + x),
            c2 = Load(columns[2] + x),
            c3 = Load(columns[3] + x);
        Vector256<ushort> c4 = Load(columns[4] + x),
            c5 = Load(columns[5] + x),
            c6 = Load(columns[6] + x),
            c7 = Load(columns[7] + x);
        Vector256<uint> a0 = Avx2.UnpackLow(c0, c1).AsUInt32(),
            a1 = Avx2.UnpackHigh(c0, c1).AsUInt32();
        Vector256<uint> a2 = Avx2.UnpackLow(c2, c3).AsUInt32(),
            a3 = Avx2.UnpackHigh(c2, c3).AsUInt32();
        Vector256<uint> a4 = Avx2.UnpackLow(c4, c5).AsUInt32(),
            a5 = Avx2.UnpackHigh(c4, c5).AsUInt32();
        Vector256<uint> a6 = Avx2.UnpackLow(c6, c7).AsUInt32(),
            a7 = Avx2.UnpackHigh(c6, c7).AsUInt32();
        Store(a0, a2, a4, a6, false, strips, lanes);
        Store(a0, a2, a4, a6, true, strips + 2 * lanes, lanes);
        Store(a1, a3, a5, a7, false, strips + 4 * lanes, lanes);
        Store(a1, a3, a5, a7, true, strips + 6 * lanes, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Load(byte* column)
    {
        var low = Avx2.ConvertToVector256Int16(column);
        var high = Avx2.ConvertToVector256Int16(column + PreparedTable.HighStart);
        return ((low | (high << 8)) ^ Vector256.Create(short.MinValue)).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector256<uint> a,
        Vector256<uint> b,
        Vector256<uint> c,
        Vector256<uint> d,
        bool upper,
        ushort* strips,
        int lanes
    )
    {
        var left = (upper ? Avx2.UnpackHigh(a, b) : Avx2.UnpackLow(a, b)).AsUInt64();
        var right = (upper ? Avx2.UnpackHigh(c, d) : Avx2.UnpackLow(c, d)).AsUInt64();
        var even = Avx2.UnpackLow(left, right).AsUInt16();
        var odd = Avx2.UnpackHigh(left, right).AsUInt16();
        even.GetLower().Store(strips);
        odd.GetLower().Store(strips + lanes);
        even.GetUpper().Store(strips + 8 * lanes);
        odd.GetUpper().Store(strips + 9 * lanes);
    }
}
