using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Looks 32 activations up at once with AVX2, for layers with too few output channels to share strips, as depthwise ones.
/// Each 16 bytes of a column are one shuffle, which gives 0 to all activations that lie elsewhere.
/// </summary>
internal static unsafe class ByteLookup
{
    private const int Width = 32;

    /// <summary>The sums of <see cref="KernelPath.Multiply"/>.</summary>
    internal static void Sum(
        byte* columns,
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
        for (var j = 0; j < n; j++, w += k, r += stride)
        for (var p = 0; p < positions; p += Width)
            Sum(columns, x + p, offsets, w, k, start, r + p);
    }

    private static void Sum(byte* columns, byte* x, nint* offsets, byte* w, int k, int start, int* r)
    {
        Vector256<int> s0 = Vector256.Create(start),
            s1 = s0,
            s2 = s0,
            s3 = s0;
        for (var i = 0; i < k; i++)
        {
            Look(columns + w[i] * PreparedTable.ColumnBytes, Vector256.Load(x + offsets[i]), out var low, out var high);
            var even = Avx2.UnpackLow(low, high).AsUInt16();
            var odd = Avx2.UnpackHigh(low, high).AsUInt16();
            s0 += Avx2.UnpackLow(even, Vector256<ushort>.Zero).AsInt32();
            s1 += Avx2.UnpackHigh(even, Vector256<ushort>.Zero).AsInt32();
            s2 += Avx2.UnpackLow(odd, Vector256<ushort>.Zero).AsInt32();
            s3 += Avx2.UnpackHigh(odd, Vector256<ushort>.Zero).AsInt32();
        }

        // The lower halves hold positions 0 to 15, the upper ones 16 to 31.
        Avx2.Permute2x128(s0, s1, 0x20).Store(r);
        Avx2.Permute2x128(s2, s3, 0x20).Store(r + 8);
        Avx2.Permute2x128(s0, s1, 0x31).Store(r + 16);
        Avx2.Permute2x128(s2, s3, 0x31).Store(r + 24);
    }

    /// <summary>The low and high bytes for 32 activations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Look(byte* column, Vector256<byte> x, out Vector256<byte> low, out Vector256<byte> high)
    {
        // Saturated addition takes 0 to 15 to 0x70 to 0x7F, whose low bits a shuffle uses, and all else to 0x80 and beyond, which
        // it turns to 0.
        var bias = Vector256.Create((byte)0x70);
        var next = Vector256.Create((byte)16);
        low = default;
        high = default;
        for (var i = 0; i < 256; i += 16)
        {
            var index = Avx2.AddSaturate(x, bias);
            low |= Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(column + i), index);
            high |= Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(column + PreparedTable.HighStart + i), index);
            x -= next;
        }
    }
}
