using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>Replaces bytes by those of a map of 256, with AVX-512 VBMI.</summary>
internal static unsafe class ByteMap
{
    /// <summary>
    /// to[i] = map[from[i]], rounded up to whole vectors of 64; to may be from. The map is aligned to 64 bytes.
    /// </summary>
    internal static void Apply(byte* map, byte* from, byte* to, long count)
    {
        for (long i = 0; i < count; i += 64)
            LookUp(map, Vector512.Load(from + i)).Store(to + i);
    }

    /// <summary>Looks 64 bytes up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<byte> LookUp(byte* map, Vector512<byte> v) =>
        LookUp(
            Vector512.LoadAligned(map),
            Vector512.LoadAligned(map + 64),
            Vector512.LoadAligned(map + 128),
            Vector512.LoadAligned(map + 192),
            v
        );

    /// <summary>Looks 64 bytes up in a map of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<byte> LookUp(
        Vector512<byte> m0,
        Vector512<byte> m1,
        Vector512<byte> m2,
        Vector512<byte> m3,
        Vector512<byte> v
    )
    {
        // A permute uses the low seven bits; the blend takes the eighth from v itself.
        var below = Avx512Vbmi.PermuteVar64x8x2(m0, v, m1);
        var above = Avx512Vbmi.PermuteVar64x8x2(m2, v, m3);
        return Avx512BW.BlendVariable(below, above, v);
    }
}
