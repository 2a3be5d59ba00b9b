using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// One output channel with AVX2, by products alone. Sixteen neighbouring bytes, as words, are eight pairs of activations, and one
/// instruction multiplies both with the factors of two neighbouring kernel columns and adds them. With a stride of 2 these are
/// eight positions; with a stride of 1 they are every second one, and those between come from the bytes one further on.
/// </summary>
internal static unsafe class SingleProducts256
{
    /// <summary>Positions of a run: what a vector of sums holds.</summary>
    internal const int Run = 8;

    /// <summary>Runs that are summed together.</summary>
    internal const int Runs = 4;

    /// <summary>Most bytes from one position to the next.</summary>
    internal const int MaxStride = 2;

    /// <summary>Bytes read behind the activations of the last position that counts.</summary>
    internal const int Overrun = 32;

    /// <summary>
    /// Sums four runs with a stride of 2: sums[to + p] = Start + Σ_i (x[o + 2p], x[o + 2p + 1])·Factors[i] with
    /// o = from + Offsets[i].
    /// </summary>
    /// <param name="x">Activations, A of <see cref="ProductPart"/>.</param>
    /// <param name="from">Where each run starts in x.</param>
    /// <param name="pairs">Products of a position.</param>
    /// <param name="sums">Receives the sums, one run after the other.</param>
    /// <param name="to">Where each run starts in sums.</param>
    internal static void EverySecond(byte* x, int* from, in FactorPairs pairs, int* sums, int* to)
    {
        Sum<OneRow>(x + from[0], x + from[1], x + from[2], x + from[3], 0, pairs, out var a, out var b, out var c, out var d);
        a.Store(sums + to[0]);
        b.Store(sums + to[1]);
        c.Store(sums + to[2]);
        d.Store(sums + to[3]);
    }

    /// <summary>
    /// Sums four runs with a stride of 1, of which two each are neighbours in a row:
    /// sums[to + p] = Start + Σ_i (x[o + p], x[o + p + 1])·Factors[i].
    /// </summary>
    /// <param name="x">See <see cref="EverySecond"/>.</param>
    /// <param name="from">Where each run starts in x.</param>
    /// <param name="pairs">See <see cref="EverySecond"/>.</param>
    /// <param name="sums">See <see cref="EverySecond"/>.</param>
    /// <param name="to">Where each run starts in sums.</param>
    internal static void Each(byte* x, int* from, in FactorPairs pairs, int* sums, int* to)
    {
        byte* first = x + from[0],
            third = x + from[2];
        Sum<OneRow>(first, first + 1, third, third + 1, 0, pairs, out var a, out var b, out var c, out var d);
        Interleave(a, b, sums + to[0], sums + to[1]);
        Interleave(c, d, sums + to[2], sums + to[3]);
    }

    /// <summary>As <see cref="Each"/>, but the second and the fourth run are those of the row below.</summary>
    /// <param name="x">See <see cref="EverySecond"/>.</param>
    /// <param name="below">Bytes from a row to the one below.</param>
    /// <param name="from">Where each run starts in x.</param>
    /// <param name="pairs">See <see cref="EverySecond"/>.</param>
    /// <param name="sums">See <see cref="EverySecond"/>.</param>
    /// <param name="to">Where each run starts in sums.</param>
    internal static void EachOfTwoRows(byte* x, nint below, int* from, in FactorPairs pairs, int* sums, int* to)
    {
        byte* first = x + from[0],
            third = x + from[2];
        Sum<TwoRows>(first, first + 1, third, third + 1, below, pairs, out var a, out var b, out var c, out var d);
        Interleave(a, b, sums + to[0], sums + to[1]);
        Interleave(c, d, sums + to[2], sums + to[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum<TRows>(
        byte* x0,
        byte* x1,
        byte* x2,
        byte* x3,
        nint below,
        in FactorPairs pairs,
        out Vector256<int> a,
        out Vector256<int> b,
        out Vector256<int> c,
        out Vector256<int> d
    )
        where TRows : struct
    {
        var offsets = pairs.Offsets;
        var factors = pairs.Factors;
        Vector256<int> s0 = Vector256.Create(pairs.Start),
            s1 = s0,
            s2 = s0,
            s3 = s0;
        for (nint i = 0; i < pairs.Count; i++)
        {
            var offset = offsets[i];
            var factor = Vector256.Create(factors[i]).AsInt16();
            s0 += Avx2.MultiplyAddAdjacent(Words<TRows>(x0 + offset, below), factor);
            s1 += Avx2.MultiplyAddAdjacent(Words<TRows>(x1 + offset, below), factor);
            s2 += Avx2.MultiplyAddAdjacent(Words<TRows>(x2 + offset, below), factor);
            s3 += Avx2.MultiplyAddAdjacent(Words<TRows>(x3 + offset, below), factor);
        }

        (a, b, c, d) = (s0, s1, s2, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Words<TRows>(byte* x, nint below)
        where TRows : struct =>
        typeof(TRows) == typeof(OneRow)
            ? Avx2.ConvertToVector256Int16(x)
            : Avx2.ConvertToVector256Int16(
                Vector128.Create(Unsafe.ReadUnaligned<ulong>(x), Unsafe.ReadUnaligned<ulong>(x + below)).AsByte()
            );

    /// <summary>Stores sums of even positions and those between: the lower halves are the first run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<int> even, Vector256<int> odd, int* first, int* second)
    {
        Vector256<int> low = Avx2.UnpackLow(even, odd),
            high = Avx2.UnpackHigh(even, odd);
        Avx2.Permute2x128(low, high, 0x20).Store(first);
        Avx2.Permute2x128(low, high, 0x31).Store(second);
    }

    private readonly struct OneRow;

    private readonly struct TwoRows;
}
