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

    private protected override void SumActivations(byte* fours, int count, int shift, int* sums)
    {
        for (var p = 0; p < KernelPath.VectorPositions; p += 16)
        {
            Sums a = default;
            var x = fours + 4 * p;
            for (nint i = 0; i < count; i++, x += 256)
                a.Add(0x01010101, Vector128.Load(x), Vector128.Load(x + 16), Vector128.Load(x + 32), Vector128.Load(x + 48));
            (a.First.AsInt32() * shift).Store(sums + p);
            (a.Second.AsInt32() * shift).Store(sums + p + 4);
            (a.Third.AsInt32() * shift).Store(sums + p + 8);
            (a.Fourth.AsInt32() * shift).Store(sums + p + 12);
        }
    }

    private protected override void AddFour(byte* fours, int* w0, int factorStride, int count, Target target)
    {
        int* w1 = w0 + factorStride,
            w2 = w1 + factorStride,
            w3 = w2 + factorStride;
        for (var p = 0; p < KernelPath.VectorPositions; p += 16)
        {
            Sums a = default,
                b = default,
                c = default,
                d = default;
            var x = fours + 4 * p;
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

            a.Store(target, 0, p);
            b.Store(target, 1, p);
            c.Store(target, 2, p);
            d.Store(target, 3, p);
        }
    }

    private protected override void AddOne(byte* fours, int* w, int count, Target target)
    {
        for (var p = 0; p < KernelPath.VectorPositions; p += 16)
        {
            Sums a = default;
            var x = fours + 4 * p;
            for (nint i = 0; i < count; i++, x += 256)
                a.Add(w[i], Vector128.Load(x), Vector128.Load(x + 16), Vector128.Load(x + 32), Vector128.Load(x + 48));
            a.Store(target, 0, p);
        }
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

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly void Store(in Target target, int channel, int p)
        {
            target.Store(channel, p, First.AsInt32());
            target.Store(channel, p + 4, Second.AsInt32());
            target.Store(channel, p + 8, Third.AsInt32());
            target.Store(channel, p + 12, Fourth.AsInt32());
        }
    }
}
