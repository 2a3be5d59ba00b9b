using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Look-ups in columns of 128 rows, one permute of two registers each, for four rows of weights and 128 activations;
/// otherwise as <see cref="PlaneSums64"/>.
/// </summary>
internal static unsafe class PlaneSums128
{
    /// <summary>Any values.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ByOne(byte* columns, byte* x, nint* offsets, byte* w0, byte* w1, byte* w2, byte* w3, int products, byte* saved)
    {
        Vector512<ushort> a0 = default, a0Odd = default, a1 = default, a1Odd = default;
        Vector512<ushort> b0 = default, b0Odd = default, b1 = default, b1Odd = default;
        Vector512<ushort> c0 = default, c0Odd = default, c1 = default, c1Odd = default;
        Vector512<ushort> d0 = default, d0Odd = default, d1 = default, d1Odd = default;
        for (nint i = 0; i < products; i++)
        {
            byte* x0 = x + offsets[i];
            Vector512<byte> v00 = Vector512.Load(x0);
            Vector512<byte> v10 = Vector512.Load(x0 + 64);
            Count(columns + 128 * w0[i], v00, v10, ref a0, ref a0Odd, ref a1, ref a1Odd);
            Count(columns + 128 * w1[i], v00, v10, ref b0, ref b0Odd, ref b1, ref b1Odd);
            Count(columns + 128 * w2[i], v00, v10, ref c0, ref c0Odd, ref c1, ref c1Odd);
            Count(columns + 128 * w3[i], v00, v10, ref d0, ref d0Odd, ref d1, ref d1Odd);
        }

        WordSums.Save(saved, a0, a0Odd);
        WordSums.Save(saved + 128, a1, a1Odd);
        WordSums.Save(saved + 256, b0, b0Odd);
        WordSums.Save(saved + 384, b1, b1Odd);
        WordSums.Save(saved + 512, c0, c0Odd);
        WordSums.Save(saved + 640, c1, c1Odd);
        WordSums.Save(saved + 768, d0, d0Odd);
        WordSums.Save(saved + 896, d1, d1Odd);
    }

    /// <summary>Values of which two fit a byte; an even number of products.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ByTwo(byte* columns, byte* x, nint* offsets, byte* w0, byte* w1, byte* w2, byte* w3, int products, byte* saved)
    {
        Vector512<ushort> a0 = default, a0Odd = default, a1 = default, a1Odd = default;
        Vector512<ushort> b0 = default, b0Odd = default, b1 = default, b1Odd = default;
        Vector512<ushort> c0 = default, c0Odd = default, c1 = default, c1Odd = default;
        Vector512<ushort> d0 = default, d0Odd = default, d1 = default, d1Odd = default;
        for (nint i = 0; i < products; i += 2)
        {
            byte* x0 = x + offsets[i];
            byte* x1 = x + offsets[i + 1];
            Vector512<byte> v00 = Vector512.Load(x0);
            Vector512<byte> v01 = Vector512.Load(x1);
            Vector512<byte> v10 = Vector512.Load(x0 + 64);
            Vector512<byte> v11 = Vector512.Load(x1 + 64);
            Count(columns + 128 * w0[i], columns + 128 * w0[i + 1], v00, v01, v10, v11, ref a0, ref a0Odd, ref a1, ref a1Odd);
            Count(columns + 128 * w1[i], columns + 128 * w1[i + 1], v00, v01, v10, v11, ref b0, ref b0Odd, ref b1, ref b1Odd);
            Count(columns + 128 * w2[i], columns + 128 * w2[i + 1], v00, v01, v10, v11, ref c0, ref c0Odd, ref c1, ref c1Odd);
            Count(columns + 128 * w3[i], columns + 128 * w3[i + 1], v00, v01, v10, v11, ref d0, ref d0Odd, ref d1, ref d1Odd);
        }

        WordSums.Save(saved, a0, a0Odd);
        WordSums.Save(saved + 128, a1, a1Odd);
        WordSums.Save(saved + 256, b0, b0Odd);
        WordSums.Save(saved + 384, b1, b1Odd);
        WordSums.Save(saved + 512, c0, c0Odd);
        WordSums.Save(saved + 640, c1, c1Odd);
        WordSums.Save(saved + 768, d0, d0Odd);
        WordSums.Save(saved + 896, d1, d1Odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(
        byte* column, Vector512<byte> v0, Vector512<byte> v1,
        ref Vector512<ushort> a0, ref Vector512<ushort> a0Odd, ref Vector512<ushort> a1, ref Vector512<ushort> a1Odd)
    {
        Vector512<byte> low = Vector512.LoadAligned(column), high = Vector512.LoadAligned(column + 64);
        WordSums.Count(Avx512Vbmi.PermuteVar64x8x2(low, v0, high), ref a0, ref a0Odd);
        WordSums.Count(Avx512Vbmi.PermuteVar64x8x2(low, v1, high), ref a1, ref a1Odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(
        byte* column0, byte* column1, Vector512<byte> v00, Vector512<byte> v01, Vector512<byte> v10, Vector512<byte> v11,
        ref Vector512<ushort> a0, ref Vector512<ushort> a0Odd, ref Vector512<ushort> a1, ref Vector512<ushort> a1Odd)
    {
        Vector512<byte> low0 = Vector512.LoadAligned(column0), high0 = Vector512.LoadAligned(column0 + 64);
        Vector512<byte> low1 = Vector512.LoadAligned(column1), high1 = Vector512.LoadAligned(column1 + 64);
        WordSums.Count(Avx512Vbmi.PermuteVar64x8x2(low0, v00, high0) + Avx512Vbmi.PermuteVar64x8x2(low1, v01, high1), ref a0, ref a0Odd);
        WordSums.Count(Avx512Vbmi.PermuteVar64x8x2(low0, v10, high0) + Avx512Vbmi.PermuteVar64x8x2(low1, v11, high1), ref a1, ref a1Odd);
    }
}
