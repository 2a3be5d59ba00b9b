using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// Look-ups in columns of 256 bytes, for two output channels and 256 activations. Each takes two permutes of two registers
/// and a blend. Word sums are saved as in <see cref="DigitSums"/>.
/// </summary>
internal static unsafe class WideDigitSums
{
    /// <summary>Any digits. The column of weight b starts at b · columnBytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ByOne(
        byte* columns,
        nint columnBytes,
        byte* x,
        nint* offsets,
        byte* w0,
        byte* w1,
        int products,
        byte* saved
    )
    {
        Vector512<ushort> a0 = default,
            a0Odd = default,
            a1 = default,
            a1Odd = default,
            a2 = default,
            a2Odd = default,
            a3 = default,
            a3Odd = default;
        Vector512<ushort> b0 = default,
            b0Odd = default,
            b1 = default,
            b1Odd = default,
            b2 = default,
            b2Odd = default,
            b3 = default,
            b3Odd = default;
        for (nint i = 0; i < products; i++)
        {
            var activations = x + offsets[i];
            var column = columns + columnBytes * w0[i];
            Vector512<byte> s0 = Vector512.LoadAligned(column),
                s1 = Vector512.LoadAligned(column + 64);
            Vector512<byte> s2 = Vector512.LoadAligned(column + 128),
                s3 = Vector512.LoadAligned(column + 192);
            column = columns + columnBytes * w1[i];
            Vector512<byte> t0 = Vector512.LoadAligned(column),
                t1 = Vector512.LoadAligned(column + 64);
            Vector512<byte> t2 = Vector512.LoadAligned(column + 128),
                t3 = Vector512.LoadAligned(column + 192);
            var v0 = Vector512.Load(activations);
            WordSums.Count(v0, s0, s1, s2, s3, ref a0, ref a0Odd);
            WordSums.Count(v0, t0, t1, t2, t3, ref b0, ref b0Odd);
            var v1 = Vector512.Load(activations + 64);
            WordSums.Count(v1, s0, s1, s2, s3, ref a1, ref a1Odd);
            WordSums.Count(v1, t0, t1, t2, t3, ref b1, ref b1Odd);
            var v2 = Vector512.Load(activations + 128);
            WordSums.Count(v2, s0, s1, s2, s3, ref a2, ref a2Odd);
            WordSums.Count(v2, t0, t1, t2, t3, ref b2, ref b2Odd);
            var v3 = Vector512.Load(activations + 192);
            WordSums.Count(v3, s0, s1, s2, s3, ref a3, ref a3Odd);
            WordSums.Count(v3, t0, t1, t2, t3, ref b3, ref b3Odd);
        }

        WordSums.Save(saved, a0, a0Odd, a1, a1Odd);
        WordSums.Save(saved + 256, a2, a2Odd, a3, a3Odd);
        WordSums.Save(saved + 512, b0, b0Odd, b1, b1Odd);
        WordSums.Save(saved + 768, b2, b2Odd, b3, b3Odd);
    }
}
