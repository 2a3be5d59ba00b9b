using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Adds strips with AVX2. A strip holds the products of one activation byte with up to 32 weights as 16-bit values. Strips
/// are laid out for eight k at a time; a position then adds the eight that its activations name. Values are stored less
/// 32,768, so that a signed multiply-add of two interleaved strips with ones gives their 32-bit sums.
/// </summary>
internal sealed unsafe class Avx2Path() : StripPath("avx2", Avx2.IsSupported)
{
    private const int ProductsAtOnce = 8;

    // Laying out strips for fewer weights costs more than looking every activation up.
    private const int MinWeights = 3;

    // Room after the 256 strips, else equal activations of different k meet in one set of the first-level cache.
    private const int StripsOfOneK = 256 + 13;

    internal override PlanCosts Costs { get; } = new(General: 15, Product: 4.5) { Columns = (9, 7, 5) };

    internal override ProductKernel Product { get; } = new ProductKernel256();

    internal override ColumnKernel Column { get; } = new ColumnKernel256();

    internal override void TransposeTile(byte* source, long sourceStride, byte* destination, long destinationStride) =>
        ByteTranspose.Tile(source, sourceStride, destination, destinationStride);

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
            ByteLookup.Sum(columns, x, offsets, positions, w, n, k, start, r, stride);
            return;
        }

        for (var j = 0; j < n; )
        {
            var lanes = n - j > 16 ? 32 : 16;
            MultiplyChunk(
                columns,
                x,
                offsets,
                positions,
                w + (long)j * k,
                Math.Min(lanes, n - j),
                k,
                lanes,
                start,
                r + (long)j * stride,
                stride
            );
            j += lanes;
        }
    }

    private static void MultiplyChunk(
        byte* columns,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int lanes,
        int start,
        int* r,
        int stride
    )
    {
        var stripStride = StripsOfOneK * lanes;
        var scratch = Scratch.Current;
        var strips = (ushort*)scratch.Strips((long)ProductsAtOnce * stripStride * sizeof(ushort));
        var sums = scratch.LaneSums((long)positions * lanes);
        new Span<int>(sums, positions * lanes).Clear();
        var from = stackalloc byte*[ProductsAtOnce];
        for (var i = 0; i < k; i += ProductsAtOnce)
        {
            var count = Math.Min(ProductsAtOnce, k - i);
            for (var a = 0; a < ProductsAtOnce; a++)
            {
                var target = strips + a * stripStride;
                from[a] = x + offsets[Math.Min(i + a, k - 1)];
                if (a < count)
                    ProductStrips.LayOut(columns, w + i + a, k, n, lanes, target);
                else if (a == count)
                    new Span<ushort>(target, 256 * lanes).Clear();
            }

            if (count == ProductsAtOnce)
                AddEight(strips, stripStride, from, positions, lanes, sums);
            else
                for (var a = 0; a < count; a += 2)
                    AddTwo(strips + a * stripStride, stripStride, from + a, positions, lanes, sums);
        }

        LaneTranspose.Store(sums, lanes, positions, n, unchecked(start + 32768 * k), r, stride);
    }

    private static void AddEight(ushort* strips, int stripStride, byte** from, int positions, int lanes, int* sums)
    {
        byte* x0 = from[0],
            x1 = from[1],
            x2 = from[2],
            x3 = from[3],
            x4 = from[4],
            x5 = from[5],
            x6 = from[6],
            x7 = from[7];
        for (var half = 0; half < lanes; half += 16)
        {
            var r0 = strips + half;
            var r2 = r0 + 2 * stripStride;
            var r4 = r2 + 2 * stripStride;
            var r6 = r4 + 2 * stripStride;
            var target = sums + half;
            for (var p = 0; p < positions; p++, target += lanes)
            {
                var low = Vector256.LoadAligned(target);
                var high = Vector256.LoadAligned(target + 8);
                Add(r0 + x0[p] * lanes, r0 + stripStride + x1[p] * lanes, ref low, ref high);
                Add(r2 + x2[p] * lanes, r2 + stripStride + x3[p] * lanes, ref low, ref high);
                Add(r4 + x4[p] * lanes, r4 + stripStride + x5[p] * lanes, ref low, ref high);
                Add(r6 + x6[p] * lanes, r6 + stripStride + x7[p] * lanes, ref low, ref high);
                low.StoreAligned(target);
                high.StoreAligned(target + 8);
            }
        }
    }

    private static void AddTwo(ushort* strips, int stripStride, byte** from, int positions, int lanes, int* sums)
    {
        var x0 = from[0];
        var x1 = from[1];
        for (var half = 0; half < lanes; half += 16)
        {
            var target = sums + half;
            for (var p = 0; p < positions; p++, target += lanes)
            {
                var low = Vector256.LoadAligned(target);
                var high = Vector256.LoadAligned(target + 8);
                Add(strips + half + x0[p] * lanes, strips + half + stripStride + x1[p] * lanes, ref low, ref high);
                low.StoreAligned(target);
                high.StoreAligned(target + 8);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ushort* a, ushort* b, ref Vector256<int> low, ref Vector256<int> high)
    {
        var first = Vector256.LoadAligned((short*)a);
        var second = Vector256.LoadAligned((short*)b);
        var ones = Vector256<short>.One;
        low += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(first, second), ones);
        high += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(first, second), ones);
    }
}
