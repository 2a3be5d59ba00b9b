using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>Transposition of tiles of bytes.</summary>
internal static unsafe class ByteTranspose
{
    /// <summary>Transposes 16×16 bytes with SSE2, see <see cref="KernelPath.TransposeTile"/>.</summary>
    internal static void Tile(byte* source, long sourceStride, byte* destination, long destinationStride)
    {
        // Interleaving row i with row i + 8 four times over rotates the eight index bits by four: a transposition.
        // Written out, since the compiler keeps named values in registers and indexed ones in memory.
        var a0 = Vector128.Load(source);
        var a1 = Vector128.Load(source + sourceStride);
        var a2 = Vector128.Load(source + 2 * sourceStride);
        var a3 = Vector128.Load(source + 3 * sourceStride);
        var a4 = Vector128.Load(source + 4 * sourceStride);
        var a5 = Vector128.Load(source + 5 * sourceStride);
        var a6 = Vector128.Load(source + 6 * sourceStride);
        var a7 = Vector128.Load(source + 7 * sourceStride);
        var a8 = Vector128.Load(source + 8 * sourceStride);
        var a9 = Vector128.Load(source + 9 * sourceStride);
        var a10 = Vector128.Load(source + 10 * sourceStride);
        var a11 = Vector128.Load(source + 11 * sourceStride);
        var a12 = Vector128.Load(source + 12 * sourceStride);
        var a13 = Vector128.Load(source + 13 * sourceStride);
        var a14 = Vector128.Load(source + 14 * sourceStride);
        var a15 = Vector128.Load(source + 15 * sourceStride);
        Vector128<byte> b0 = Sse2.UnpackLow(a0, a8),
            b1 = Sse2.UnpackHigh(a0, a8);
        Vector128<byte> b2 = Sse2.UnpackLow(a1, a9),
            b3 = Sse2.UnpackHigh(a1, a9);
        Vector128<byte> b4 = Sse2.UnpackLow(a2, a10),
            b5 = Sse2.UnpackHigh(a2, a10);
        Vector128<byte> b6 = Sse2.UnpackLow(a3, a11),
            b7 = Sse2.UnpackHigh(a3, a11);
        Vector128<byte> b8 = Sse2.UnpackLow(a4, a12),
            b9 = Sse2.UnpackHigh(a4, a12);
        Vector128<byte> b10 = Sse2.UnpackLow(a5, a13),
            b11 = Sse2.UnpackHigh(a5, a13);
        Vector128<byte> b12 = Sse2.UnpackLow(a6, a14),
            b13 = Sse2.UnpackHigh(a6, a14);
        Vector128<byte> b14 = Sse2.UnpackLow(a7, a15),
            b15 = Sse2.UnpackHigh(a7, a15);
        Vector128<byte> c0 = Sse2.UnpackLow(b0, b8),
            c1 = Sse2.UnpackHigh(b0, b8);
        Vector128<byte> c2 = Sse2.UnpackLow(b1, b9),
            c3 = Sse2.UnpackHigh(b1, b9);
        Vector128<byte> c4 = Sse2.UnpackLow(b2, b10),
            c5 = Sse2.UnpackHigh(b2, b10);
        Vector128<byte> c6 = Sse2.UnpackLow(b3, b11),
            c7 = Sse2.UnpackHigh(b3, b11);
        Vector128<byte> c8 = Sse2.UnpackLow(b4, b12),
            c9 = Sse2.UnpackHigh(b4, b12);
        Vector128<byte> c10 = Sse2.UnpackLow(b5, b13),
            c11 = Sse2.UnpackHigh(b5, b13);
        Vector128<byte> c12 = Sse2.UnpackLow(b6, b14),
            c13 = Sse2.UnpackHigh(b6, b14);
        Vector128<byte> c14 = Sse2.UnpackLow(b7, b15),
            c15 = Sse2.UnpackHigh(b7, b15);
        Vector128<byte> d0 = Sse2.UnpackLow(c0, c8),
            d1 = Sse2.UnpackHigh(c0, c8);
        Vector128<byte> d2 = Sse2.UnpackLow(c1, c9),
            d3 = Sse2.UnpackHigh(c1, c9);
        Vector128<byte> d4 = Sse2.UnpackLow(c2, c10),
            d5 = Sse2.UnpackHigh(c2, c10);
        Vector128<byte> d6 = Sse2.UnpackLow(c3, c11),
            d7 = Sse2.UnpackHigh(c3, c11);
        Vector128<byte> d8 = Sse2.UnpackLow(c4, c12),
            d9 = Sse2.UnpackHigh(c4, c12);
        Vector128<byte> d10 = Sse2.UnpackLow(c5, c13),
            d11 = Sse2.UnpackHigh(c5, c13);
        Vector128<byte> d12 = Sse2.UnpackLow(c6, c14),
            d13 = Sse2.UnpackHigh(c6, c14);
        Vector128<byte> d14 = Sse2.UnpackLow(c7, c15),
            d15 = Sse2.UnpackHigh(c7, c15);
        Vector128<byte> e0 = Sse2.UnpackLow(d0, d8),
            e1 = Sse2.UnpackHigh(d0, d8);
        Vector128<byte> e2 = Sse2.UnpackLow(d1, d9),
            e3 = Sse2.UnpackHigh(d1, d9);
        Vector128<byte> e4 = Sse2.UnpackLow(d2, d10),
            e5 = Sse2.UnpackHigh(d2, d10);
        Vector128<byte> e6 = Sse2.UnpackLow(d3, d11),
            e7 = Sse2.UnpackHigh(d3, d11);
        Vector128<byte> e8 = Sse2.UnpackLow(d4, d12),
            e9 = Sse2.UnpackHigh(d4, d12);
        Vector128<byte> e10 = Sse2.UnpackLow(d5, d13),
            e11 = Sse2.UnpackHigh(d5, d13);
        Vector128<byte> e12 = Sse2.UnpackLow(d6, d14),
            e13 = Sse2.UnpackHigh(d6, d14);
        Vector128<byte> e14 = Sse2.UnpackLow(d7, d15),
            e15 = Sse2.UnpackHigh(d7, d15);
        e0.Store(destination);
        e1.Store(destination + destinationStride);
        e2.Store(destination + 2 * destinationStride);
        e3.Store(destination + 3 * destinationStride);
        e4.Store(destination + 4 * destinationStride);
        e5.Store(destination + 5 * destinationStride);
        e6.Store(destination + 6 * destinationStride);
        e7.Store(destination + 7 * destinationStride);
        e8.Store(destination + 8 * destinationStride);
        e9.Store(destination + 9 * destinationStride);
        e10.Store(destination + 10 * destinationStride);
        e11.Store(destination + 11 * destinationStride);
        e12.Store(destination + 12 * destinationStride);
        e13.Store(destination + 13 * destinationStride);
        e14.Store(destination + 14 * destinationStride);
        e15.Store(destination + 15 * destinationStride);
    }
}
