using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// One output channel with AVX-512 VBMI, for four vectors of 64 positions, wherever each lies. The 512 bytes of a weight's
/// column stay in eight registers meanwhile. Low and high bytes are summed as in <see cref="WordSums"/>. The products are so
/// few that both sums stay within signed words, which one multiply-add puts together.
/// </summary>
internal static unsafe class SingleOutput512
{
    /// <summary>Products whose bytes add up to a signed word at the most.</summary>
    internal const int MaxProducts = short.MaxValue / byte.MaxValue;

    /// <summary>Positions of a vector.</summary>
    internal const int Width = 64;

    /// <summary>
    /// ri[p] = start + Σ_k T[xi[offsets[k] + p], w[k]] of 64 positions p for four i; after the first products of a sum ri[p]
    /// stands for start.
    /// </summary>
    /// <param name="columns">Columns of a <see cref="PreparedTable"/>, aligned to 64 bytes.</param>
    /// <param name="x0">Activations, as the three that follow.</param>
    /// <param name="x1">See x0.</param>
    /// <param name="x2">See x0.</param>
    /// <param name="x3">See x0.</param>
    /// <param name="offsets">Where each of the k starts, any alignment.</param>
    /// <param name="w">Weights [k].</param>
    /// <param name="k">Products summed, at most <see cref="MaxProducts"/>.</param>
    /// <param name="start">Value every sum starts from.</param>
    /// <param name="isFirst">Whether these are the first products of a sum.</param>
    /// <param name="r0">Sums, any alignment, as the three that follow; at first they may be the same as others of the same
    /// activations.</param>
    /// <param name="r1">See r0.</param>
    /// <param name="r2">See r0.</param>
    /// <param name="r3">See r0.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Sum4(
        byte* columns,
        byte* x0,
        byte* x1,
        byte* x2,
        byte* x3,
        nint* offsets,
        byte* w,
        int k,
        int start,
        bool isFirst,
        int* r0,
        int* r1,
        int* r2,
        int* r3
    )
    {
        Vector512<ushort> a0 = default,
            b0 = default,
            c0 = default,
            d0 = default;
        Vector512<ushort> a1 = default,
            b1 = default,
            c1 = default,
            d1 = default;
        Vector512<ushort> a2 = default,
            b2 = default,
            c2 = default,
            d2 = default;
        Vector512<ushort> a3 = default,
            b3 = default,
            c3 = default,
            d3 = default;
        for (var end = w + k; w < end; w++, offsets++)
        {
            var offset = *offsets;
            var column = columns + *w * PreparedTable.ColumnBytes;
            var t0 = Vector512.LoadAligned(column);
            var t1 = Vector512.LoadAligned(column + 64);
            var t2 = Vector512.LoadAligned(column + 128);
            var t3 = Vector512.LoadAligned(column + 192);
            var t4 = Vector512.LoadAligned(column + 256);
            var t5 = Vector512.LoadAligned(column + 320);
            var t6 = Vector512.LoadAligned(column + 384);
            var t7 = Vector512.LoadAligned(column + 448);
            var v = Vector512.Load(x0 + offset);
            WordSums.Count(v, t0, t1, t2, t3, ref a0, ref b0);
            WordSums.Count(v, t4, t5, t6, t7, ref c0, ref d0);
            v = Vector512.Load(x1 + offset);
            WordSums.Count(v, t0, t1, t2, t3, ref a1, ref b1);
            WordSums.Count(v, t4, t5, t6, t7, ref c1, ref d1);
            v = Vector512.Load(x2 + offset);
            WordSums.Count(v, t0, t1, t2, t3, ref a2, ref b2);
            WordSums.Count(v, t4, t5, t6, t7, ref c2, ref d2);
            v = Vector512.Load(x3 + offset);
            WordSums.Count(v, t0, t1, t2, t3, ref a3, ref b3);
            WordSums.Count(v, t4, t5, t6, t7, ref c3, ref d3);
        }

        Flush(a0, b0, c0, d0, start, isFirst, r0);
        Flush(a1, b1, c1, d1, start, isFirst, r1);
        Flush(a2, b2, c2, d2, start, isFirst, r2);
        Flush(a3, b3, c3, d3, start, isFirst, r3);
    }

    /// <summary>As <see cref="Sum4"/> for one vector.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Sum1(byte* columns, byte* x, nint* offsets, byte* w, int k, int start, bool isFirst, int* r)
    {
        Vector512<ushort> a = default,
            b = default,
            c = default,
            d = default;
        for (var end = w + k; w < end; w++, offsets++)
        {
            var column = columns + *w * PreparedTable.ColumnBytes;
            var v = Vector512.Load(x + *offsets);
            WordSums.Count(
                v,
                Vector512.LoadAligned(column),
                Vector512.LoadAligned(column + 64),
                Vector512.LoadAligned(column + 128),
                Vector512.LoadAligned(column + 192),
                ref a,
                ref b
            );
            WordSums.Count(
                v,
                Vector512.LoadAligned(column + 256),
                Vector512.LoadAligned(column + 320),
                Vector512.LoadAligned(column + 384),
                Vector512.LoadAligned(column + 448),
                ref c,
                ref d
            );
        }

        Flush(a, b, c, d, start, isFirst, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush(
        Vector512<ushort> a,
        Vector512<ushort> b,
        Vector512<ushort> c,
        Vector512<ushort> d,
        int start,
        bool isFirst,
        int* r
    )
    {
        var pairs = Vector512.Create(
            (ushort)0,
            32,
            1,
            33,
            2,
            34,
            3,
            35,
            4,
            36,
            5,
            37,
            6,
            38,
            7,
            39,
            8,
            40,
            9,
            41,
            10,
            42,
            11,
            43,
            12,
            44,
            13,
            45,
            14,
            46,
            15,
            47
        );
        var laterPairs = Vector512.Create(
            (ushort)16,
            48,
            17,
            49,
            18,
            50,
            19,
            51,
            20,
            52,
            21,
            53,
            22,
            54,
            23,
            55,
            24,
            56,
            25,
            57,
            26,
            58,
            27,
            59,
            28,
            60,
            29,
            61,
            30,
            62,
            31,
            63
        );
        var order = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        var laterOrder = Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        var lowEven = a - (b << 8);
        var highEven = c - (d << 8);
        var even = Combine(lowEven, pairs, highEven);
        var odd = Combine(b, pairs, d);
        var laterEven = Combine(lowEven, laterPairs, highEven);
        var laterOdd = Combine(b, laterPairs, d);
        Store(Avx512F.PermuteVar16x32x2(even, order, odd), start, isFirst, r);
        Store(Avx512F.PermuteVar16x32x2(even, laterOrder, odd), start, isFirst, r + 16);
        Store(Avx512F.PermuteVar16x32x2(laterEven, order, laterOdd), start, isFirst, r + 32);
        Store(Avx512F.PermuteVar16x32x2(laterEven, laterOrder, laterOdd), start, isFirst, r + 48);
    }

    /// <summary>low + 256 · high of 16 words each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Combine(Vector512<ushort> low, Vector512<ushort> pairs, Vector512<ushort> high) =>
        Avx512BW.MultiplyAddAdjacent(
            Avx512BW.PermuteVar32x16x2(low, pairs, high).AsInt16(),
            Vector512.Create(1 | 256 << 16).AsInt16()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> sums, int start, bool isFirst, int* r) =>
        (sums + (isFirst ? Vector512.Create(start) : Vector512.Load(r))).Store(r);
}
