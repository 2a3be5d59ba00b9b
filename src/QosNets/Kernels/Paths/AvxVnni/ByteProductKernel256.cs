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

    private protected override void Interleave(byte* first, byte* second, byte* third, byte* fourth, byte* target)
    {
        for (var p = 0; p < KernelPath.VectorPositions; p += 32, target += 128)
        {
            Vector256<byte> a = Vector256.Load(first + p),
                b = Vector256.Load(second + p),
                c = Vector256.Load(third + p),
                d = Vector256.Load(fourth + p);

            // Interleaving goes by lanes of 16 bytes, so that a vector holds 4 positions of either half; sums are put right.
            Vector256<ushort> lowAb = Avx2.UnpackLow(a, b).AsUInt16(),
                lowCd = Avx2.UnpackLow(c, d).AsUInt16(),
                highAb = Avx2.UnpackHigh(a, b).AsUInt16(),
                highCd = Avx2.UnpackHigh(c, d).AsUInt16();
            Avx2.UnpackLow(lowAb, lowCd).AsByte().StoreAligned(target);
            Avx2.UnpackHigh(lowAb, lowCd).AsByte().StoreAligned(target + 32);
            Avx2.UnpackLow(highAb, highCd).AsByte().StoreAligned(target + 64);
            Avx2.UnpackHigh(highAb, highCd).AsByte().StoreAligned(target + 96);
        }
    }

    private protected override void SumActivations(byte* fours, int count, int shift, int* sums)
    {
        for (var p = 0; p < KernelPath.VectorPositions; p += 16)
        {
            Vector256<int> a0 = default,
                a1 = default;
            var x = fours + 4 * p;
            for (nint i = 0; i < count; i++, x += 256)
                Multiply(0x01010101, Vector256.LoadAligned(x), Vector256.LoadAligned(x + 32), ref a0, ref a1);
            (Avx2.Permute2x128(a0, a1, 0x20) * shift).Store(sums + First(p));
            (Avx2.Permute2x128(a0, a1, 0x31) * shift).Store(sums + First(p) + 16);
        }
    }

    private protected override void AddFour(byte* fours, int* w0, int factorStride, int count, Target target)
    {
        int* w1 = w0 + factorStride,
            w2 = w1 + factorStride,
            w3 = w2 + factorStride;
        for (var p = 0; p < KernelPath.VectorPositions; p += 16)
        {
            Vector256<int> a0 = default,
                a1 = default,
                b0 = default,
                b1 = default;
            Vector256<int> c0 = default,
                c1 = default,
                d0 = default,
                d1 = default;
            var x = fours + 4 * p;
            for (nint i = 0; i < count; i++, x += 256)
            {
                var x0 = Vector256.LoadAligned(x);
                var x1 = Vector256.LoadAligned(x + 32);
                Multiply(w0[i], x0, x1, ref a0, ref a1);
                Multiply(w1[i], x0, x1, ref b0, ref b1);
                Multiply(w2[i], x0, x1, ref c0, ref c1);
                Multiply(w3[i], x0, x1, ref d0, ref d1);
            }

            Store(target, 0, p, a0, a1);
            Store(target, 1, p, b0, b1);
            Store(target, 2, p, c0, c1);
            Store(target, 3, p, d0, d1);
        }
    }

    private protected override void AddOne(byte* fours, int* w, int count, Target target)
    {
        for (var p = 0; p < KernelPath.VectorPositions; p += 16)
        {
            Vector256<int> a0 = default,
                a1 = default;
            var x = fours + 4 * p;
            for (nint i = 0; i < count; i++, x += 256)
                Multiply(w[i], Vector256.LoadAligned(x), Vector256.LoadAligned(x + 32), ref a0, ref a1);
            Store(target, 0, p, a0, a1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(int w, Vector256<byte> x0, Vector256<byte> x1, ref Vector256<int> a0, ref Vector256<int> a1)
    {
        var four = Vector256.Create(w).AsSByte();
        a0 = AvxVnni.MultiplyWideningAndAdd(a0, x0, four);
        a1 = AvxVnni.MultiplyWideningAndAdd(a1, x1, four);
    }

    /// <summary>Of 32 positions, the first two vectors hold 0-7 and 16-23, the others those between.</summary>
    private static int First(int p) => (p & 32) + (p & 16) / 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(in Target target, int channel, int p, Vector256<int> a0, Vector256<int> a1)
    {
        target.Store(channel, First(p), Avx2.Permute2x128(a0, a1, 0x20));
        target.Store(channel, First(p) + 16, Avx2.Permute2x128(a0, a1, 0x31));
    }
}
