using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Sums of bytes with AVX-512, two for each 16-bit word of a vector. There is no instruction that adds bytes into words one
/// by one, so a vector v is added twice: its words as they are, into A, and its odd bytes alone, into B. The odd sums are
/// then B, and the even ones A − 256·B modulo 2^16. A word holds the sum of 257 bytes. Before it could overflow, A and B
/// are saved, put in the order of the positions and added to sums of 32 bits.
/// </summary>
internal static unsafe class WordSums
{
    /// <summary>
    /// Bytes for eight vectors of A and B. They reach <see cref="Add(byte*, int, int, int*)"/> through memory, since vectors
    /// that live across a call would be spilled in every iteration of the loop before it.
    /// </summary>
    internal const int SavedBytes = 16 * 64;

    /// <summary>A += v, B += the odd bytes of v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Count(Vector512<byte> v, ref Vector512<ushort> all, ref Vector512<ushort> odd)
    {
        all += v.AsUInt16();
        odd += Avx512BW.ShiftRightLogical(v.AsUInt16(), 8);
    }

    /// <summary>Counts what activations v find in a column of 256 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Count(
        Vector512<byte> v,
        Vector512<byte> t0,
        Vector512<byte> t1,
        Vector512<byte> t2,
        Vector512<byte> t3,
        ref Vector512<ushort> all,
        ref Vector512<ushort> odd
    ) => Count(ByteMap.LookUp(t0, t1, t2, t3, v), ref all, ref odd);

    /// <summary>Stores A and B of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Save(
        byte* saved,
        Vector512<ushort> all0,
        Vector512<ushort> odd0,
        Vector512<ushort> all1,
        Vector512<ushort> odd1
    )
    {
        all0.AsByte().StoreAligned(saved);
        odd0.AsByte().StoreAligned(saved + 64);
        all1.AsByte().StoreAligned(saved + 128);
        odd1.AsByte().StoreAligned(saved + 192);
    }

    /// <summary>Adds scale times the sums of some vectors of A and B to r, in the order of the positions.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Add(byte* saved, int vectors, int scale, int* r)
    {
        var lower = Vector512.Create(0xFFFF);
        var factor = Vector512.Create(scale);
        for (var v = 0; v < vectors; v++, saved += 128, r += 64)
        {
            var odd = Vector512.LoadAligned(saved + 64).AsUInt16();
            var even = (Vector512.LoadAligned(saved).AsUInt16() - (odd << 8)).AsInt32();

            // Words of 32 bits hold positions 4i and 4i + 2 (even), 4i + 1 and 4i + 3 (odd).
            Add(
                (even & lower) * factor,
                (odd.AsInt32() & lower) * factor,
                (even >>> 16) * factor,
                (odd.AsInt32() >>> 16) * factor,
                r
            );
        }
    }

    /// <summary>Adds sums of positions 4i, 4i + 1, 4i + 2 and 4i + 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<int> p0, Vector512<int> p1, Vector512<int> p2, Vector512<int> p3, int* r)
    {
        var p01Low = Avx512F.UnpackLow(p0, p1).AsInt64();
        var p01High = Avx512F.UnpackHigh(p0, p1).AsInt64();
        var p23Low = Avx512F.UnpackLow(p2, p3).AsInt64();
        var p23High = Avx512F.UnpackHigh(p2, p3).AsInt64();

        // The 128-bit lane l of qi now holds positions 16l + 4i to 16l + 4i + 3: the lanes are transposed.
        var q0 = Avx512F.UnpackLow(p01Low, p23Low);
        var q1 = Avx512F.UnpackHigh(p01Low, p23Low);
        var q2 = Avx512F.UnpackLow(p01High, p23High);
        var q3 = Avx512F.UnpackHigh(p01High, p23High);
        var s0 = Avx512F.Shuffle4x128(q0, q1, 0b01_00_01_00);
        var s1 = Avx512F.Shuffle4x128(q2, q3, 0b01_00_01_00);
        var s2 = Avx512F.Shuffle4x128(q0, q1, 0b11_10_11_10);
        var s3 = Avx512F.Shuffle4x128(q2, q3, 0b11_10_11_10);
        AddTo(r, Avx512F.Shuffle4x128(s0, s1, 0b10_00_10_00).AsInt32());
        AddTo(r + 16, Avx512F.Shuffle4x128(s0, s1, 0b11_01_11_01).AsInt32());
        AddTo(r + 32, Avx512F.Shuffle4x128(s2, s3, 0b10_00_10_00).AsInt32());
        AddTo(r + 48, Avx512F.Shuffle4x128(s2, s3, 0b11_01_11_01).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(int* r, Vector512<int> sum) => (Vector512.LoadAligned(r) + sum).StoreAligned(r);
}
