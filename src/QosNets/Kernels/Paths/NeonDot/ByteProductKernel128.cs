using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace QosNets.Kernels;

/// <summary>
/// Products of bytes with ARM's dot products, both operands unsigned: the sums of four output channels at 16 positions stay in
/// sixteen registers.
/// </summary>
internal sealed unsafe class ByteProductKernel128 : ByteProductKernel
{
    internal override int LowestFactor => 0;

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
        var shifted = stackalloc Vector128<uint>[KernelPath.VectorPositions / 4];
        for (var p = 0; p < KernelPath.VectorPositions; p += 16)
            Shift((byte*)(fours + p), count, (uint)shift, shifted + p / 4);
        for (var j = 0; j < n; )
        {
            var channels = n - j >= 4 ? 4 : 1;
            var w = factors + (long)j * factorStride;
            for (var p = 0; p < KernelPath.VectorPositions; p += 16)
            {
                var x = (byte*)(fours + p);
                var target = new Target(r + (long)j * stride + p, stride, starts == null ? null : starts + j, shifted + p / 4);
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
            Vector128<ushort> lowAb = AdvSimd.Arm64.ZipLow(a, b).AsUInt16(),
                lowCd = AdvSimd.Arm64.ZipLow(c, d).AsUInt16(),
                highAb = AdvSimd.Arm64.ZipHigh(a, b).AsUInt16(),
                highCd = AdvSimd.Arm64.ZipHigh(c, d).AsUInt16();
            AdvSimd.Arm64.ZipLow(lowAb, lowCd).AsByte().StoreAligned(target);
            AdvSimd.Arm64.ZipHigh(lowAb, lowCd).AsByte().StoreAligned(target + 16);
            AdvSimd.Arm64.ZipLow(highAb, highCd).AsByte().StoreAligned(target + 32);
            AdvSimd.Arm64.ZipHigh(highAb, highCd).AsByte().StoreAligned(target + 48);
        }
    }

    /// <summary>shift·ΣA at 16 positions.</summary>
    private static void Shift(byte* x, int count, uint shift, Vector128<uint>* shifted)
    {
        Sums a = default;
        for (nint i = 0; i < count; i++, x += 256)
            a.Add(0x01010101, Vector128.Load(x), Vector128.Load(x + 16), Vector128.Load(x + 32), Vector128.Load(x + 48));
        (shifted[0], shifted[1], shifted[2], shifted[3]) = (a.First * shift, a.Second * shift, a.Third * shift, a.Fourth * shift);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add4(byte* x, int* w0, int factorStride, int count, Target r)
    {
        int* w1 = w0 + factorStride,
            w2 = w1 + factorStride,
            w3 = w2 + factorStride;
        Sums a = default,
            b = default,
            c = default,
            d = default;
        for (nint i = 0; i < count; i++, x += 256)
        {
            Vector128<byte> x0 = Vector128.Load(x),
                x1 = Vector128.Load(x + 16),
                x2 = Vector128.Load(x + 32),
                x3 = Vector128.Load(x + 48);
            a.Add(w0[i], x0, x1, x2, x3);
            b.Add(w1[i], x0, x1, x2, x3);
            c.Add(w2[i], x0, x1, x2, x3);
            d.Add(w3[i], x0, x1, x2, x3);
        }

        r.Store(0, a);
        r.Store(1, b);
        r.Store(2, c);
        r.Store(3, d);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add1(byte* x, int* w, int count, Target r)
    {
        Sums a = default;
        for (nint i = 0; i < count; i++, x += 256)
            a.Add(w[i], Vector128.Load(x), Vector128.Load(x + 16), Vector128.Load(x + 32), Vector128.Load(x + 48));
        r.Store(0, a);
    }

    /// <summary>The sums of one channel at 16 positions.</summary>
    private struct Sums
    {
        internal Vector128<uint> First;
        internal Vector128<uint> Second;
        internal Vector128<uint> Third;
        internal Vector128<uint> Fourth;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Add(int w, Vector128<byte> x0, Vector128<byte> x1, Vector128<byte> x2, Vector128<byte> x3)
        {
            var four = Vector128.Create(w).AsByte();
            First = Dp.DotProduct(First, x0, four);
            Second = Dp.DotProduct(Second, x1, four);
            Third = Dp.DotProduct(Third, x2, four);
            Fourth = Dp.DotProduct(Fourth, x3, four);
        }
    }

    /// <summary>Where the sums of some channels at 16 positions go.</summary>
    private readonly struct Target(int* r, int stride, int* starts, Vector128<uint>* shifted)
    {
        // Sums that live across a call would be spilled in every step.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Store(int channel, Sums sums)
        {
            var to = r + (long)channel * stride;
            Store(to, channel, sums.First + shifted[0]);
            Store(to + 4, channel, sums.Second + shifted[1]);
            Store(to + 8, channel, sums.Third + shifted[2]);
            Store(to + 12, channel, sums.Fourth + shifted[3]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Store(int* to, int channel, Vector128<uint> sum) =>
            (sum.AsInt32() + (starts == null ? Vector128.Load(to) : Vector128.Create(starts[channel]))).Store(to);
    }
}
