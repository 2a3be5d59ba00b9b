using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Adds strips as <see cref="Avx2Path"/> does, with portable vectors of 16 bytes. Strips hold the products of one
/// activation byte with 16 weights, for four k at a time; their 16-bit values are widened and added.
/// </summary>
internal unsafe class Vector128Path : StripPath
{
    /// <summary>What the parts of a plan take with portable vectors.</summary>
    private protected static readonly PlanCosts PortableCosts = new() { Columns = (0.65, 0.56, 0.42) };

    private const int ProductsAtOnce = 4;
    private const int Lanes = 16;

    // Laying out strips for fewer weights costs more than the plain loop.
    private const int MinWeights = 4;

    // As in the AVX2 path: equal activations of different k must not meet in one set of the first-level cache.
    private const int StripStride = (256 + 13) * Lanes;

    internal Vector128Path()
        : this("vector128", Vector128.IsHardwareAccelerated) { }

    private protected Vector128Path(string name, bool isSupported)
        : base(name, isSupported) { }

    internal override PlanCosts Costs { get; } = PortableCosts;

    internal override ColumnKernel Column { get; } = new ColumnKernel128();

    internal override void TransposeTile(byte* source, long sourceStride, byte* destination, long destinationStride)
    {
        if (Sse2.IsSupported)
            ByteTranspose.Tile(source, sourceStride, destination, destinationStride);
        else
            base.TransposeTile(source, sourceStride, destination, destinationStride);
    }

    internal override void Multiply(
        byte* columns,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int start,
        int* r,
        int stride
    )
    {
        if (n < MinWeights)
        {
            ScalarPath.Sum(columns, x, offsets, positions, w, n, k, start, r, stride);
            return;
        }

        for (var j = 0; j < n; j += Lanes)
            MultiplyChunk(
                columns,
                x,
                offsets,
                positions,
                w + (long)j * k,
                Math.Min(Lanes, n - j),
                k,
                start,
                r + (long)j * stride,
                stride
            );
    }

    private void MultiplyChunk(
        byte* columns,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int start,
        int* r,
        int stride
    )
    {
        var scratch = Scratch.Current;
        var strips = (ushort*)scratch.Strips((long)ProductsAtOnce * StripStride * sizeof(ushort));
        var sums = (uint*)scratch.LaneSums((long)positions * Lanes);
        new Span<uint>(sums, positions * Lanes).Fill((uint)start);
        var from = stackalloc byte*[ProductsAtOnce];
        for (var i = 0; i < k; i += ProductsAtOnce)
        {
            var count = Math.Min(ProductsAtOnce, k - i);
            for (var a = 0; a < ProductsAtOnce; a++)
            {
                // Strips of zeros stand in for the k that are missing at the end.
                from[a] = x + offsets[Math.Min(i + a, k - 1)];
                if (a < count)
                    LayOut(columns, w + i + a, k, n, strips + a * StripStride);
                else
                    new Span<ushort>(strips + a * StripStride, 256 * Lanes).Clear();
            }

            AddFour(strips, from, positions, sums);
        }

        for (var j = 0; j < n; j++)
        for (var p = 0; p < positions; p++)
            r[(long)j * stride + p] = (int)sums[(long)p * Lanes + j];
    }

    /// <summary>Strip x gets T[x, w] of 16 weights; lanes beyond n repeat the last one and are dropped later.</summary>
    private void LayOut(byte* table, byte* w, int weightStride, int n, ushort* strips)
    {
        var columns = stackalloc byte[2 * 256];
        var turned = stackalloc byte[2 * 256];
        for (var x = 0; x < 256; x += 16)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                var column = table + w[(long)Math.Min(lane, n - 1) * weightStride] * PreparedTable.ColumnBytes + x;
                Vector128.Load(column).Store(columns + 16 * lane);
                Vector128.Load(column + PreparedTable.HighStart).Store(columns + 256 + 16 * lane);
            }

            TransposeTile(columns, 16, turned, 16);
            TransposeTile(columns + 256, 16, turned + 256, 16);
            for (var i = 0; i < 16; i++, strips += Lanes)
            {
                (var low, var lowUpper) = Vector128.Widen(Vector128.Load(turned + 16 * i));
                (var high, var highUpper) = Vector128.Widen(Vector128.Load(turned + 256 + 16 * i));
                (low | high << 8).Store(strips);
                (lowUpper | highUpper << 8).Store(strips + 8);
            }
        }
    }

    private static void AddFour(ushort* strips, byte** from, int positions, uint* sums)
    {
        byte* x0 = from[0],
            x1 = from[1],
            x2 = from[2],
            x3 = from[3];
        for (var p = 0; p < positions; p++, sums += Lanes)
        {
            Vector128<uint> a = Vector128.Load(sums),
                b = Vector128.Load(sums + 4);
            Vector128<uint> c = Vector128.Load(sums + 8),
                d = Vector128.Load(sums + 12);
            Add(strips + x0[p] * Lanes, ref a, ref b, ref c, ref d);
            Add(strips + StripStride + x1[p] * Lanes, ref a, ref b, ref c, ref d);
            Add(strips + 2 * StripStride + x2[p] * Lanes, ref a, ref b, ref c, ref d);
            Add(strips + 3 * StripStride + x3[p] * Lanes, ref a, ref b, ref c, ref d);
            a.Store(sums);
            b.Store(sums + 4);
            c.Store(sums + 8);
            d.Store(sums + 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        ushort* strip,
        ref Vector128<uint> a,
        ref Vector128<uint> b,
        ref Vector128<uint> c,
        ref Vector128<uint> d
    )
    {
        Vector128<ushort> lower = Vector128.Load(strip),
            upper = Vector128.Load(strip + 8);
        a += Vector128.WidenLower(lower);
        b += Vector128.WidenUpper(lower);
        c += Vector128.WidenLower(upper);
        d += Vector128.WidenUpper(upper);
    }
}
