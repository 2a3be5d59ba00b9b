using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>Sums over whole tables with <see cref="ByteStrips"/>: both bytes of the products of 16 weights are a row.</summary>
internal static unsafe class ProductStrips
{
    private const int Lanes = ColumnKernel.Lanes;
    private const int TilePositions = KernelPath.VectorPositions;

    /// <summary>See <see cref="KernelPath.Multiply"/>.</summary>
    internal static void Multiply(
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
        for (var j = 0; j < n; j++)
            new Span<int>(r + (long)j * stride, positions).Fill(start);
        var block = new StripSums(Scratch.Current, holdsTwo: false, positions);
        var of = stackalloc byte*[ByteStrips.RowBytes];
        for (var i = 0; i < k; i += StripSums.MaxProducts)
        {
            var count = Math.Min(StripSums.MaxProducts, k - i);
            block.Place(x, offsets + i, count);
            for (var j = 0; j < n; j += Lanes)
            {
                var channels = Math.Min(Lanes, n - j);
                block.Clear();
                for (var weights = w + (long)j * k + i; weights < w + (long)j * k + i + count; weights++)
                {
                    for (var c = 0; c < Lanes; c++)
                    {
                        var column = columns + weights[(long)Math.Min(c, channels - 1) * k] * PreparedTable.ColumnBytes;
                        of[ColumnKernel.LaneOf[c]] = column;
                        of[Lanes + ColumnKernel.LaneOf[c]] = column + PreparedTable.HighStart;
                    }

                    block.Add(of);
                }

                block.Finish();
                Flush(block.Sums, positions, channels, r + (long)j * stride, stride);
            }
        }
    }

    private static void Flush(byte* sums, int positions, int n, int* r, int stride)
    {
        var flushed = stackalloc int[TilePositions * Lanes + 8];
        flushed = (int*)(((nuint)flushed + 31) & ~(nuint)31);
        var digits = Vector256.Create(1 | 256 << 16).AsInt16();
        for (var p = 0; p < positions; p += TilePositions)
        {
            for (var i = 0; i < TilePositions; i++, sums += ByteStrips.SumBytes)
            {
                var all = Vector256.LoadAligned(sums).AsUInt16();
                var odd = Vector256.LoadAligned(sums + ByteStrips.RowBytes).AsUInt16();
                ByteStrips.Combine(all, odd, digits, out var first, out var second);
                first.StoreAligned(flushed + i * Lanes);
                second.StoreAligned(flushed + i * Lanes + 8);
            }

            LaneTranspose.Add(flushed, Lanes, TilePositions, n, 1, r + p, stride);
        }
    }
}
