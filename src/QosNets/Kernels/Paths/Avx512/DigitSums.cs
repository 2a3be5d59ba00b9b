using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// Look-ups in columns of at most 128 classes, for four output channels and 128 activations. The word sums of each channel
/// are saved in turn (see <see cref="WordSums"/>).
/// </summary>
internal static unsafe class DigitSums
{
    /// <summary>Any digits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ByOne<TColumn>(
        byte* columns,
        byte* x,
        nint* offsets,
        byte* w0,
        byte* w1,
        byte* w2,
        byte* w3,
        int products,
        byte* saved
    )
        where TColumn : struct, IDigitColumn<TColumn>
    {
        Vector512<ushort> a0 = default,
            a0Odd = default,
            a1 = default,
            a1Odd = default;
        Vector512<ushort> b0 = default,
            b0Odd = default,
            b1 = default,
            b1Odd = default;
        Vector512<ushort> c0 = default,
            c0Odd = default,
            c1 = default,
            c1Odd = default;
        Vector512<ushort> d0 = default,
            d0Odd = default,
            d1 = default,
            d1Odd = default;
        for (nint i = 0; i < products; i++)
        {
            var x0 = x + offsets[i];
            var v00 = Vector512.Load(x0);
            var v10 = Vector512.Load(x0 + 64);
            Count(TColumn.Load(columns, w0[i]), v00, v10, ref a0, ref a0Odd, ref a1, ref a1Odd);
            Count(TColumn.Load(columns, w1[i]), v00, v10, ref b0, ref b0Odd, ref b1, ref b1Odd);
            Count(TColumn.Load(columns, w2[i]), v00, v10, ref c0, ref c0Odd, ref c1, ref c1Odd);
            Count(TColumn.Load(columns, w3[i]), v00, v10, ref d0, ref d0Odd, ref d1, ref d1Odd);
        }

        WordSums.Save(saved, a0, a0Odd, a1, a1Odd);
        WordSums.Save(saved + 256, b0, b0Odd, b1, b1Odd);
        WordSums.Save(saved + 512, c0, c0Odd, c1, c1Odd);
        WordSums.Save(saved + 768, d0, d0Odd, d1, d1Odd);
    }

    /// <summary>Digits of which a byte holds the sum of two; an even number of products.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ByTwo<TColumn>(
        byte* columns,
        byte* x,
        nint* offsets,
        byte* w0,
        byte* w1,
        byte* w2,
        byte* w3,
        int products,
        byte* saved
    )
        where TColumn : struct, IDigitColumn<TColumn>
    {
        Vector512<ushort> a0 = default,
            a0Odd = default,
            a1 = default,
            a1Odd = default;
        Vector512<ushort> b0 = default,
            b0Odd = default,
            b1 = default,
            b1Odd = default;
        Vector512<ushort> c0 = default,
            c0Odd = default,
            c1 = default,
            c1Odd = default;
        Vector512<ushort> d0 = default,
            d0Odd = default,
            d1 = default,
            d1Odd = default;
        for (nint i = 0; i < products; i += 2)
        {
            var x0 = x + offsets[i];
            var x1 = x + offsets[i + 1];
            var v00 = Vector512.Load(x0);
            var v01 = Vector512.Load(x1);
            var v10 = Vector512.Load(x0 + 64);
            var v11 = Vector512.Load(x1 + 64);
            Count(
                TColumn.Load(columns, w0[i]),
                TColumn.Load(columns, w0[i + 1]),
                v00,
                v01,
                v10,
                v11,
                ref a0,
                ref a0Odd,
                ref a1,
                ref a1Odd
            );
            Count(
                TColumn.Load(columns, w1[i]),
                TColumn.Load(columns, w1[i + 1]),
                v00,
                v01,
                v10,
                v11,
                ref b0,
                ref b0Odd,
                ref b1,
                ref b1Odd
            );
            Count(
                TColumn.Load(columns, w2[i]),
                TColumn.Load(columns, w2[i + 1]),
                v00,
                v01,
                v10,
                v11,
                ref c0,
                ref c0Odd,
                ref c1,
                ref c1Odd
            );
            Count(
                TColumn.Load(columns, w3[i]),
                TColumn.Load(columns, w3[i + 1]),
                v00,
                v01,
                v10,
                v11,
                ref d0,
                ref d0Odd,
                ref d1,
                ref d1Odd
            );
        }

        WordSums.Save(saved, a0, a0Odd, a1, a1Odd);
        WordSums.Save(saved + 256, b0, b0Odd, b1, b1Odd);
        WordSums.Save(saved + 512, c0, c0Odd, c1, c1Odd);
        WordSums.Save(saved + 768, d0, d0Odd, d1, d1Odd);
    }

    /// <summary>Digits of which a byte holds the sum of four; a multiple of four products.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ByFour<TColumn>(
        byte* columns,
        byte* x,
        nint* offsets,
        byte* w0,
        byte* w1,
        byte* w2,
        byte* w3,
        int products,
        byte* saved
    )
        where TColumn : struct, IDigitColumn<TColumn>
    {
        Vector512<ushort> a0 = default,
            a0Odd = default,
            a1 = default,
            a1Odd = default;
        Vector512<ushort> b0 = default,
            b0Odd = default,
            b1 = default,
            b1Odd = default;
        Vector512<ushort> c0 = default,
            c0Odd = default,
            c1 = default,
            c1Odd = default;
        Vector512<ushort> d0 = default,
            d0Odd = default,
            d1 = default,
            d1Odd = default;
        for (nint i = 0; i < products; i += 4)
        {
            var x0 = x + offsets[i];
            var x1 = x + offsets[i + 1];
            var x2 = x + offsets[i + 2];
            var x3 = x + offsets[i + 3];
            var v00 = Vector512.Load(x0);
            var v01 = Vector512.Load(x1);
            var v02 = Vector512.Load(x2);
            var v03 = Vector512.Load(x3);
            var v10 = Vector512.Load(x0 + 64);
            var v11 = Vector512.Load(x1 + 64);
            var v12 = Vector512.Load(x2 + 64);
            var v13 = Vector512.Load(x3 + 64);
            Count<TColumn>(columns, w0 + i, v00, v01, v02, v03, v10, v11, v12, v13, ref a0, ref a0Odd, ref a1, ref a1Odd);
            Count<TColumn>(columns, w1 + i, v00, v01, v02, v03, v10, v11, v12, v13, ref b0, ref b0Odd, ref b1, ref b1Odd);
            Count<TColumn>(columns, w2 + i, v00, v01, v02, v03, v10, v11, v12, v13, ref c0, ref c0Odd, ref c1, ref c1Odd);
            Count<TColumn>(columns, w3 + i, v00, v01, v02, v03, v10, v11, v12, v13, ref d0, ref d0Odd, ref d1, ref d1Odd);
        }

        WordSums.Save(saved, a0, a0Odd, a1, a1Odd);
        WordSums.Save(saved + 256, b0, b0Odd, b1, b1Odd);
        WordSums.Save(saved + 512, c0, c0Odd, c1, c1Odd);
        WordSums.Save(saved + 768, d0, d0Odd, d1, d1Odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count<TColumn>(
        TColumn t,
        Vector512<byte> v0,
        Vector512<byte> v1,
        ref Vector512<ushort> a0,
        ref Vector512<ushort> a0Odd,
        ref Vector512<ushort> a1,
        ref Vector512<ushort> a1Odd
    )
        where TColumn : struct, IDigitColumn<TColumn>
    {
        WordSums.Count(t.LookUp(v0), ref a0, ref a0Odd);
        WordSums.Count(t.LookUp(v1), ref a1, ref a1Odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count<TColumn>(
        TColumn t0,
        TColumn t1,
        Vector512<byte> v00,
        Vector512<byte> v01,
        Vector512<byte> v10,
        Vector512<byte> v11,
        ref Vector512<ushort> a0,
        ref Vector512<ushort> a0Odd,
        ref Vector512<ushort> a1,
        ref Vector512<ushort> a1Odd
    )
        where TColumn : struct, IDigitColumn<TColumn>
    {
        WordSums.Count(t0.LookUp(v00) + t1.LookUp(v01), ref a0, ref a0Odd);
        WordSums.Count(t0.LookUp(v10) + t1.LookUp(v11), ref a1, ref a1Odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count<TColumn>(
        byte* columns,
        byte* w,
        Vector512<byte> v00,
        Vector512<byte> v01,
        Vector512<byte> v02,
        Vector512<byte> v03,
        Vector512<byte> v10,
        Vector512<byte> v11,
        Vector512<byte> v12,
        Vector512<byte> v13,
        ref Vector512<ushort> a0,
        ref Vector512<ushort> a0Odd,
        ref Vector512<ushort> a1,
        ref Vector512<ushort> a1Odd
    )
        where TColumn : struct, IDigitColumn<TColumn>
    {
        TColumn t0 = TColumn.Load(columns, w[0]),
            t1 = TColumn.Load(columns, w[1]),
            t2 = TColumn.Load(columns, w[2]),
            t3 = TColumn.Load(columns, w[3]);
        WordSums.Count(t0.LookUp(v00) + t1.LookUp(v01) + (t2.LookUp(v02) + t3.LookUp(v03)), ref a0, ref a0Odd);
        WordSums.Count(t0.LookUp(v10) + t1.LookUp(v11) + (t2.LookUp(v12) + t3.LookUp(v13)), ref a1, ref a1Odd);
    }
}
