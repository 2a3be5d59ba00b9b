using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Products of bytes with AVX-VNNI, which multiplies unsigned activations with signed factors: the sums of four output channels
/// at 16 positions stay in eight registers, as many as keep two units of a latency of four busy.
/// </summary>
internal sealed unsafe class ByteProductKernel256 : ByteProductKernel
{
    internal override int LowestFactor => sbyte.MinValue;

    internal override void Add(
        uint* fours,
        int* factors,
        int factorStride,
        int shift,
        int* starts,
        int n,
        int count,
        int* r,
        int stride
    )
    {
        var shifted = stackalloc Vector256<int>[KernelPath.VectorPositions / 8];
        for (var p = 0; p < KernelPath.VectorPositions; p += 16)
            Shift((byte*)(fours + p), count, shift, shifted + p / 8);
        for (var j = 0; j < n; )
        {
            var channels = n - j >= 4 ? 4 : 1;
            var w = factors + (long)j * factorStride;
            for (var p = 0; p < KernelPath.VectorPositions; p += 16)
            {
                var x = (byte*)(fours + p);
                var target = new Target(r + (long)j * stride + p, stride, starts == null ? null : starts + j, shifted + p / 8);
                if (channels == 4)
                    Add4(x, w, factorStride, count, target);
                else
                    Add1(x, w, count, target);
            }

            j += channels;
        }
    }

    private protected override void Interleave(byte* first, byte* second, byte* third, byte* fourth, byte* target)
    {
        for (var p = 0; p < KernelPath.VectorPositions; p += 16, target += 64)
        {
            Vector128<byte> a = Vector128.Load(first + p),
                b = Vector128.Load(second + p),
                c = Vector128.Load(third + p),
                d = Vector128.Load(fourth + p);
            Vector128<ushort> lowAb = Sse2.UnpackLow(a, b).AsUInt16(),
                lowCd = Sse2.UnpackLow(c, d).AsUInt16(),
                highAb = Sse2.UnpackHigh(a, b).AsUInt16(),
                highCd = Sse2.UnpackHigh(c, d).AsUInt16();
            Sse2.UnpackLow(lowAb, lowCd).AsByte().StoreAligned(target);
            Sse2.UnpackHigh(lowAb, lowCd).AsByte().StoreAligned(target + 16);
            Sse2.UnpackLow(highAb, highCd).AsByte().StoreAligned(target + 32);
            Sse2.UnpackHigh(highAb, highCd).AsByte().StoreAligned(target + 48);
        }
    }

    /// <summary>shift·ΣA at 16 positions.</summary>
    private static void Shift(byte* x, int count, int shift, Vector256<int>* shifted)
    {
        Vector256<int> a0 = default,
            a1 = default;
        for (nint i = 0; i < count; i++, x += 256)
            Multiply(0x01010101, Vector256.LoadAligned(x), Vector256.LoadAligned(x + 32), ref a0, ref a1);
        (shifted[0], shifted[1]) = (a0 * shift, a1 * shift);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add4(byte* x, int* w0, int factorStride, int count, Target r)
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
        for (nint i = 0; i < count; i++, x += 256)
        {
            var x0 = Vector256.LoadAligned(x);
            var x1 = Vector256.LoadAligned(x + 32);
            Multiply(w0[i], x0, x1, ref a0, ref a1);
            Multiply(w1[i], x0, x1, ref b0, ref b1);
            Multiply(w2[i], x0, x1, ref c0, ref c1);
            Multiply(w3[i], x0, x1, ref d0, ref d1);
        }

        r.Store(0, a0, a1);
        r.Store(1, b0, b1);
        r.Store(2, c0, c1);
        r.Store(3, d0, d1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add1(byte* x, int* w, int count, Target r)
    {
        Vector256<int> a0 = default,
            a1 = default;
        for (nint i = 0; i < count; i++, x += 256)
            Multiply(w[i], Vector256.LoadAligned(x), Vector256.LoadAligned(x + 32), ref a0, ref a1);
        r.Store(0, a0, a1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(int w, Vector256<byte> x0, Vector256<byte> x1, ref Vector256<int> a0, ref Vector256<int> a1)
    {
        var four = Vector256.Create(w).AsSByte();
        a0 = AvxVnni.MultiplyWideningAndAdd(a0, x0, four);
        a1 = AvxVnni.MultiplyWideningAndAdd(a1, x1, four);
    }

    /// <summary>Where the sums of some channels at 16 positions go.</summary>
    private readonly struct Target(int* r, int stride, int* starts, Vector256<int>* shifted)
    {
        // Sums that live across a call would be spilled in every step.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Store(int channel, Vector256<int> a0, Vector256<int> a1)
        {
            var to = r + (long)channel * stride;
            var start = starts == null ? default : Vector256.Create(starts[channel]);
            (a0 + shifted[0] + (starts == null ? Vector256.LoadAligned(to) : start)).StoreAligned(to);
            (a1 + shifted[1] + (starts == null ? Vector256.LoadAligned(to + 8) : start)).StoreAligned(to + 8);
        }
    }
}
