using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Look-ups in columns of 64 rows, one permute each, for four rows of weights and 128 activations. Sums of A and B are
/// saved for each row of weights in turn (see <see cref="WordSums"/>).
/// </summary>
internal static unsafe class PlaneSums64
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
            Count(Column(columns, w0[i]), v00, v10, ref a0, ref a0Odd, ref a1, ref a1Odd);
            Count(Column(columns, w1[i]), v00, v10, ref b0, ref b0Odd, ref b1, ref b1Odd);
            Count(Column(columns, w2[i]), v00, v10, ref c0, ref c0Odd, ref c1, ref c1Odd);
            Count(Column(columns, w3[i]), v00, v10, ref d0, ref d0Odd, ref d1, ref d1Odd);
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
            Count(Column(columns, w0[i]), Column(columns, w0[i + 1]), v00, v01, v10, v11, ref a0, ref a0Odd, ref a1, ref a1Odd);
            Count(Column(columns, w1[i]), Column(columns, w1[i + 1]), v00, v01, v10, v11, ref b0, ref b0Odd, ref b1, ref b1Odd);
            Count(Column(columns, w2[i]), Column(columns, w2[i + 1]), v00, v01, v10, v11, ref c0, ref c0Odd, ref c1, ref c1Odd);
            Count(Column(columns, w3[i]), Column(columns, w3[i + 1]), v00, v01, v10, v11, ref d0, ref d0Odd, ref d1, ref d1Odd);
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

    /// <summary>Values of which four fit a byte; a multiple of four products.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ByFour(byte* columns, byte* x, nint* offsets, byte* w0, byte* w1, byte* w2, byte* w3, int products, byte* saved)
    {
        Vector512<ushort> a0 = default, a0Odd = default, a1 = default, a1Odd = default;
        Vector512<ushort> b0 = default, b0Odd = default, b1 = default, b1Odd = default;
        Vector512<ushort> c0 = default, c0Odd = default, c1 = default, c1Odd = default;
        Vector512<ushort> d0 = default, d0Odd = default, d1 = default, d1Odd = default;
        for (nint i = 0; i < products; i += 4)
        {
            byte* x0 = x + offsets[i];
            byte* x1 = x + offsets[i + 1];
            byte* x2 = x + offsets[i + 2];
            byte* x3 = x + offsets[i + 3];
            Vector512<byte> v00 = Vector512.Load(x0);
            Vector512<byte> v01 = Vector512.Load(x1);
            Vector512<byte> v02 = Vector512.Load(x2);
            Vector512<byte> v03 = Vector512.Load(x3);
            Vector512<byte> v10 = Vector512.Load(x0 + 64);
            Vector512<byte> v11 = Vector512.Load(x1 + 64);
            Vector512<byte> v12 = Vector512.Load(x2 + 64);
            Vector512<byte> v13 = Vector512.Load(x3 + 64);
            Count(Column(columns, w0[i]), Column(columns, w0[i + 1]), Column(columns, w0[i + 2]), Column(columns, w0[i + 3]), v00, v01, v02, v03, v10, v11, v12, v13, ref a0, ref a0Odd, ref a1, ref a1Odd);
            Count(Column(columns, w1[i]), Column(columns, w1[i + 1]), Column(columns, w1[i + 2]), Column(columns, w1[i + 3]), v00, v01, v02, v03, v10, v11, v12, v13, ref b0, ref b0Odd, ref b1, ref b1Odd);
            Count(Column(columns, w2[i]), Column(columns, w2[i + 1]), Column(columns, w2[i + 2]), Column(columns, w2[i + 3]), v00, v01, v02, v03, v10, v11, v12, v13, ref c0, ref c0Odd, ref c1, ref c1Odd);
            Count(Column(columns, w3[i]), Column(columns, w3[i + 1]), Column(columns, w3[i + 2]), Column(columns, w3[i + 3]), v00, v01, v02, v03, v10, v11, v12, v13, ref d0, ref d0Odd, ref d1, ref d1Odd);
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
    private static Vector512<byte> Column(byte* columns, byte w) => Vector512.LoadAligned(columns + 64 * w);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(
        Vector512<byte> t, Vector512<byte> v0, Vector512<byte> v1,
        ref Vector512<ushort> a0, ref Vector512<ushort> a0Odd, ref Vector512<ushort> a1, ref Vector512<ushort> a1Odd)
    {
        WordSums.Count(Avx512Vbmi.PermuteVar64x8(t, v0), ref a0, ref a0Odd);
        WordSums.Count(Avx512Vbmi.PermuteVar64x8(t, v1), ref a1, ref a1Odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(
        Vector512<byte> t0, Vector512<byte> t1, Vector512<byte> v00, Vector512<byte> v01, Vector512<byte> v10, Vector512<byte> v11,
        ref Vector512<ushort> a0, ref Vector512<ushort> a0Odd, ref Vector512<ushort> a1, ref Vector512<ushort> a1Odd)
    {
        WordSums.Count(Avx512Vbmi.PermuteVar64x8(t0, v00) + Avx512Vbmi.PermuteVar64x8(t1, v01), ref a0, ref a0Odd);
        WordSums.Count(Avx512Vbmi.PermuteVar64x8(t0, v10) + Avx512Vbmi.PermuteVar64x8(t1, v11), ref a1, ref a1Odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(
        Vector512<byte> t0, Vector512<byte> t1, Vector512<byte> t2, Vector512<byte> t3,
        Vector512<byte> v00, Vector512<byte> v01, Vector512<byte> v02, Vector512<byte> v03,
        Vector512<byte> v10, Vector512<byte> v11, Vector512<byte> v12, Vector512<byte> v13,
        ref Vector512<ushort> a0, ref Vector512<ushort> a0Odd, ref Vector512<ushort> a1, ref Vector512<ushort> a1Odd)
    {
        WordSums.Count(
            Avx512Vbmi.PermuteVar64x8(t0, v00) + Avx512Vbmi.PermuteVar64x8(t1, v01)
            + (Avx512Vbmi.PermuteVar64x8(t2, v02) + Avx512Vbmi.PermuteVar64x8(t3, v03)), ref a0, ref a0Odd);
        WordSums.Count(
            Avx512Vbmi.PermuteVar64x8(t0, v10) + Avx512Vbmi.PermuteVar64x8(t1, v11)
            + (Avx512Vbmi.PermuteVar64x8(t2, v12) + Avx512Vbmi.PermuteVar64x8(t3, v13)), ref a1, ref a1Odd);
    }
}
