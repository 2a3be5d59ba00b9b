using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>From the 16-bit sums of <see cref="Avx512VbmiPath"/> to 32-bit sums in the order of the positions.</summary>
internal static unsafe class PairFlush
{
    /// <summary>What the 16-bit sums start from: it makes 0 to 65,535 a signed word, which multiply-add takes.</summary>
    internal const ushort Bias = 0x8000;

    // What the biases of a pair of words come to.
    private const int PairBias = Bias * (1 + 256);

    /// <summary>Adds the saved A and B of the low and of the high plane, 256 bytes a vector, to r or, at first, to start.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Flush(byte* saved, int vectors, int* r, bool isFirst, int start)
    {
        Vector512<int> from = Vector512.Create(unchecked(PairBias + (isFirst ? start : 0)));
        Vector512<ushort> pairs = Vector512.Create(
            (ushort)0, 32, 1, 33, 2, 34, 3, 35, 4, 36, 5, 37, 6, 38, 7, 39, 8, 40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47);
        Vector512<ushort> laterPairs = pairs + Vector512.Create((ushort)16);
        Vector512<int> order = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        Vector512<int> laterOrder = order + Vector512.Create(8);
        for (int v = 0; v < vectors; v++, saved += 256, r += 64)
        {
            Vector512<ushort> lowOdd = Vector512.LoadAligned(saved + 64).AsUInt16();
            Vector512<ushort> lowEven = Vector512.LoadAligned(saved).AsUInt16() - (lowOdd << 8);
            Vector512<ushort> highOdd = Vector512.LoadAligned(saved + 192).AsUInt16();
            Vector512<ushort> highEven = Vector512.LoadAligned(saved + 128).AsUInt16() - (highOdd << 8);
            Vector512<int> even = Combine(lowEven, pairs, highEven);
            Vector512<int> odd = Combine(lowOdd, pairs, highOdd);
            Vector512<int> laterEven = Combine(lowEven, laterPairs, highEven);
            Vector512<int> laterOdd = Combine(lowOdd, laterPairs, highOdd);
            Store(r, Avx512F.PermuteVar16x32x2(even, order, odd), isFirst, from);
            Store(r + 16, Avx512F.PermuteVar16x32x2(even, laterOrder, odd), isFirst, from);
            Store(r + 32, Avx512F.PermuteVar16x32x2(laterEven, order, laterOdd), isFirst, from);
            Store(r + 48, Avx512F.PermuteVar16x32x2(laterEven, laterOrder, laterOdd), isFirst, from);
        }
    }

    /// <summary>low + 256 · high of 16 words each, less the biases.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Combine(Vector512<ushort> low, Vector512<ushort> pairs, Vector512<ushort> high)
    {
        Vector512<short> words = Avx512BW.PermuteVar32x16x2(low, pairs, high).AsInt16();
        return Avx512BW.MultiplyAddAdjacent(words, Vector512.Create(1 | 256 << 16).AsInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int* r, Vector512<int> sum, bool isFirst, Vector512<int> from)
    {
        sum += from;
        (isFirst ? sum : sum + Vector512.LoadAligned(r)).StoreAligned(r);
    }
}
