using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>The product part with AVX2: the sums of four output channels at 16 positions stay in eight registers.</summary>
internal sealed unsafe class ProductKernel256 : ProductKernel
{
    internal override void Pack(byte* x, nint* offsets, int k, ProductPart part, uint* pairs)
    {
        var mapped = stackalloc byte[64];
        for (var i = 0; i < k; i += 2)
        {
            var first = x + offsets[i];
            var second = i + 1 < k ? x + offsets[i + 1] : null;
            for (var v = 0; v < 64; v += 32, pairs += 32)
            {
                var a = Load(part, first + v, mapped);
                var b = second == null ? Vector256<byte>.Zero : Load(part, second + v, mapped);

                // Interleaving goes by lanes of 16 bytes: low holds positions 0-7 and 16-23, high the others.
                var low = Avx2.UnpackLow(a, b);
                var high = Avx2.UnpackHigh(a, b);
                Avx2.ConvertToVector256Int16(low.GetLower()).StoreAligned((short*)pairs);
                Avx2.ConvertToVector256Int16(high.GetLower()).StoreAligned((short*)(pairs + 8));
                Avx2.ConvertToVector256Int16(low.GetUpper()).StoreAligned((short*)(pairs + 16));
                Avx2.ConvertToVector256Int16(high.GetUpper()).StoreAligned((short*)(pairs + 24));
            }
        }
    }

    internal override void Add(uint* pairs, int* factors, int factorStride, int* starts, int n, int count, int* r, int stride)
    {
        for (var j = 0; j < n; j += 4)
        {
            var w = factors + (long)j * factorStride;
            var start = starts == null ? null : starts + j;
            var sums = r + (long)j * stride;
            for (var p = 0; p < 64; p += 16)
            {
                if (n - j >= 4)
                    Add4((short*)(pairs + p), w, factorStride, start, count, sums + p, stride);
                else
                    for (var channel = 0; channel < n - j; channel++)
                        Add1(
                            (short*)(pairs + p),
                            w + (long)channel * factorStride,
                            start == null ? null : start + channel,
                            count,
                            sums + p + (long)channel * stride
                        );
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add4(short* x, int* w0, int factorStride, int* starts, int count, int* r, int stride)
    {
        int* w1 = w0 + factorStride,
            w2 = w1 + factorStride,
            w3 = w2 + factorStride;
        Vector256<int> a0 = default,
            a1 = default,
            b0 = default,
            b1 = default;
        Vector256<int> c0 = default,
            c1 = default,
            d0 = default,
            d1 = default;
        for (nint i = 0; i < count; i++, x += 128)
        {
            var x0 = Vector256.LoadAligned(x);
            var x1 = Vector256.LoadAligned(x + 16);
            Multiply(w0[i], x0, x1, ref a0, ref a1);
            Multiply(w1[i], x0, x1, ref b0, ref b1);
            Multiply(w2[i], x0, x1, ref c0, ref c1);
            Multiply(w3[i], x0, x1, ref d0, ref d1);
        }

        Store(a0, a1, starts, 0, r);
        Store(b0, b1, starts, 1, r + stride);
        Store(c0, c1, starts, 2, r + 2L * stride);
        Store(d0, d1, starts, 3, r + 3L * stride);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add1(short* x, int* w, int* starts, int count, int* r)
    {
        Vector256<int> a0 = default,
            a1 = default;
        for (nint i = 0; i < count; i++, x += 128)
            Multiply(w[i], Vector256.LoadAligned(x), Vector256.LoadAligned(x + 16), ref a0, ref a1);
        Store(a0, a1, starts, 0, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(int w, Vector256<short> x0, Vector256<short> x1, ref Vector256<int> a0, ref Vector256<int> a1)
    {
        var pair = Vector256.Create(w).AsInt16();
        a0 += Avx2.MultiplyAddAdjacent(x0, pair);
        a1 += Avx2.MultiplyAddAdjacent(x1, pair);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> a0, Vector256<int> a1, int* starts, int channel, int* r)
    {
        var start = starts == null ? default : Vector256.Create(starts[channel]);
        (a0 + (starts == null ? Vector256.LoadAligned(r) : start)).StoreAligned(r);
        (a1 + (starts == null ? Vector256.LoadAligned(r + 8) : start)).StoreAligned(r + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load(ProductPart part, byte* x, byte* mapped)
    {
        if (part.IsIdentity)
            return Vector256.Load(x);
        for (var i = 0; i < 32; i++)
            mapped[i] = part.Map[x[i]];
        return Vector256.Load(mapped);
    }
}
