using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// The product part with AVX-512. The sums of up to six output channels at 64 positions stay in 24 registers for all k, so
/// that a loaded activation serves six multiplications and a broadcast weight four.
/// </summary>
internal sealed unsafe class ProductKernel512 : ProductKernel
{
    internal override void Pack(byte* x, nint* offsets, int k, ProductPart part, uint* pairs)
    {
        for (var i = 0; i < k; i += 2, pairs += 64)
        {
            var first = Vector512.Load(x + offsets[i]);
            var second = i + 1 < k ? Vector512.Load(x + offsets[i + 1]) : Vector512<byte>.Zero;
            if (!part.IsIdentity)
            {
                first = ByteMap.LookUp(part.Map, first);
                second = i + 1 < k ? ByteMap.LookUp(part.Map, second) : second;
            }

            // Interleaving goes by lanes of 16 bytes; Store puts the positions right.
            var low = Avx512BW.UnpackLow(first, second);
            var high = Avx512BW.UnpackHigh(first, second);
            Avx512BW.ConvertToVector512UInt16(low.GetLower()).StoreAligned((ushort*)pairs);
            Avx512BW.ConvertToVector512UInt16(low.GetUpper()).StoreAligned((ushort*)(pairs + 16));
            Avx512BW.ConvertToVector512UInt16(high.GetLower()).StoreAligned((ushort*)(pairs + 32));
            Avx512BW.ConvertToVector512UInt16(high.GetUpper()).StoreAligned((ushort*)(pairs + 48));
        }
    }

    internal override void Add(uint* pairs, int* factors, int factorStride, int* starts, int n, int count, int* r, int stride)
    {
        for (var j = 0; j < n; )
        {
            var left = n - j;
            var w = factors + (long)j * factorStride;
            var start = starts == null ? null : starts + j;
            var sums = r + (long)j * stride;
            var channels =
                left is 4 or 5 or 8 ? 4
                : left >= 6 ? 6
                : left >= 2 ? 2
                : 1;
            switch (channels)
            {
                case 6:
                    Add6((short*)pairs, w, factorStride, start, count, sums, stride);
                    break;
                case 4:
                    Add4((short*)pairs, w, factorStride, start, count, sums, stride);
                    break;
                case 2:
                    Add2((short*)pairs, w, factorStride, start, count, sums, stride);
                    break;
                default:
                    Add1((short*)pairs, w, start, count, sums);
                    break;
            }

            j += channels;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add6(short* x, int* w0, int factorStride, int* starts, int count, int* r, int stride)
    {
        int* w1 = w0 + factorStride,
            w2 = w1 + factorStride,
            w3 = w2 + factorStride,
            w4 = w3 + factorStride,
            w5 = w4 + factorStride;
        Vector512<int> a0 = default,
            a1 = default,
            a2 = default,
            a3 = default;
        Vector512<int> b0 = default,
            b1 = default,
            b2 = default,
            b3 = default;
        Vector512<int> c0 = default,
            c1 = default,
            c2 = default,
            c3 = default;
        Vector512<int> d0 = default,
            d1 = default,
            d2 = default,
            d3 = default;
        Vector512<int> e0 = default,
            e1 = default,
            e2 = default,
            e3 = default;
        Vector512<int> f0 = default,
            f1 = default,
            f2 = default,
            f3 = default;
        for (nint i = 0; i < count; i++, x += 128)
        {
            var x0 = Vector512.LoadAligned(x);
            var x1 = Vector512.LoadAligned(x + 32);
            var x2 = Vector512.LoadAligned(x + 64);
            var x3 = Vector512.LoadAligned(x + 96);
            Multiply(w0[i], x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3);
            Multiply(w1[i], x0, x1, x2, x3, ref b0, ref b1, ref b2, ref b3);
            Multiply(w2[i], x0, x1, x2, x3, ref c0, ref c1, ref c2, ref c3);
            Multiply(w3[i], x0, x1, x2, x3, ref d0, ref d1, ref d2, ref d3);
            Multiply(w4[i], x0, x1, x2, x3, ref e0, ref e1, ref e2, ref e3);
            Multiply(w5[i], x0, x1, x2, x3, ref f0, ref f1, ref f2, ref f3);
        }

        Store(a0, a1, a2, a3, starts, 0, r);
        Store(b0, b1, b2, b3, starts, 1, r + stride);
        Store(c0, c1, c2, c3, starts, 2, r + 2L * stride);
        Store(d0, d1, d2, d3, starts, 3, r + 3L * stride);
        Store(e0, e1, e2, e3, starts, 4, r + 4L * stride);
        Store(f0, f1, f2, f3, starts, 5, r + 5L * stride);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add4(short* x, int* w0, int factorStride, int* starts, int count, int* r, int stride)
    {
        int* w1 = w0 + factorStride,
            w2 = w1 + factorStride,
            w3 = w2 + factorStride;
        Vector512<int> a0 = default,
            a1 = default,
            a2 = default,
            a3 = default;
        Vector512<int> b0 = default,
            b1 = default,
            b2 = default,
            b3 = default;
        Vector512<int> c0 = default,
            c1 = default,
            c2 = default,
            c3 = default;
        Vector512<int> d0 = default,
            d1 = default,
            d2 = default,
            d3 = default;
        for (nint i = 0; i < count; i++, x += 128)
        {
            var x0 = Vector512.LoadAligned(x);
            var x1 = Vector512.LoadAligned(x + 32);
            var x2 = Vector512.LoadAligned(x + 64);
            var x3 = Vector512.LoadAligned(x + 96);
            Multiply(w0[i], x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3);
            Multiply(w1[i], x0, x1, x2, x3, ref b0, ref b1, ref b2, ref b3);
            Multiply(w2[i], x0, x1, x2, x3, ref c0, ref c1, ref c2, ref c3);
            Multiply(w3[i], x0, x1, x2, x3, ref d0, ref d1, ref d2, ref d3);
        }

        Store(a0, a1, a2, a3, starts, 0, r);
        Store(b0, b1, b2, b3, starts, 1, r + stride);
        Store(c0, c1, c2, c3, starts, 2, r + 2L * stride);
        Store(d0, d1, d2, d3, starts, 3, r + 3L * stride);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add2(short* x, int* w0, int factorStride, int* starts, int count, int* r, int stride)
    {
        var w1 = w0 + factorStride;
        Vector512<int> a0 = default,
            a1 = default,
            a2 = default,
            a3 = default;
        Vector512<int> b0 = default,
            b1 = default,
            b2 = default,
            b3 = default;
        for (nint i = 0; i < count; i++, x += 128)
        {
            var x0 = Vector512.LoadAligned(x);
            var x1 = Vector512.LoadAligned(x + 32);
            var x2 = Vector512.LoadAligned(x + 64);
            var x3 = Vector512.LoadAligned(x + 96);
            Multiply(w0[i], x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3);
            Multiply(w1[i], x0, x1, x2, x3, ref b0, ref b1, ref b2, ref b3);
        }

        Store(a0, a1, a2, a3, starts, 0, r);
        Store(b0, b1, b2, b3, starts, 1, r + stride);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add1(short* x, int* w, int* starts, int count, int* r)
    {
        Vector512<int> a0 = default,
            a1 = default,
            a2 = default,
            a3 = default;
        for (nint i = 0; i < count; i++, x += 128)
            Multiply(
                w[i],
                Vector512.LoadAligned(x),
                Vector512.LoadAligned(x + 32),
                Vector512.LoadAligned(x + 64),
                Vector512.LoadAligned(x + 96),
                ref a0,
                ref a1,
                ref a2,
                ref a3
            );
        Store(a0, a1, a2, a3, starts, 0, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(
        int w,
        Vector512<short> x0,
        Vector512<short> x1,
        Vector512<short> x2,
        Vector512<short> x3,
        ref Vector512<int> a0,
        ref Vector512<int> a1,
        ref Vector512<int> a2,
        ref Vector512<int> a3
    )
    {
        var pair = Vector512.Create(w).AsInt16();
        a0 += Avx512BW.MultiplyAddAdjacent(x0, pair);
        a1 += Avx512BW.MultiplyAddAdjacent(x1, pair);
        a2 += Avx512BW.MultiplyAddAdjacent(x2, pair);
        a3 += Avx512BW.MultiplyAddAdjacent(x3, pair);
    }

    /// <summary>Stores 64 sums. a0 holds positions 0-7 and 16-23, a2 8-15 and 24-31, a1 and a3 the same from 32 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector512<int> a0,
        Vector512<int> a1,
        Vector512<int> a2,
        Vector512<int> a3,
        int* starts,
        int channel,
        int* r
    )
    {
        Vector512<int> s0,
            s1,
            s2,
            s3;
        if (starts == null)
        {
            s0 = Vector512.LoadAligned(r);
            s1 = Vector512.LoadAligned(r + 16);
            s2 = Vector512.LoadAligned(r + 32);
            s3 = Vector512.LoadAligned(r + 48);
        }
        else
        {
            s0 = s1 = s2 = s3 = Vector512.Create(starts[channel]);
        }

        (s0 + Avx512F.Shuffle4x128(a0, a2, 0b01_00_01_00)).StoreAligned(r);
        (s1 + Avx512F.Shuffle4x128(a0, a2, 0b11_10_11_10)).StoreAligned(r + 16);
        (s2 + Avx512F.Shuffle4x128(a1, a3, 0b01_00_01_00)).StoreAligned(r + 32);
        (s3 + Avx512F.Shuffle4x128(a1, a3, 0b11_10_11_10)).StoreAligned(r + 48);
    }
}
