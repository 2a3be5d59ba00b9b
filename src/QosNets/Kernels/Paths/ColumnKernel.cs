using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// Sums what activations and weights find in the rows of a <see cref="ColumnTable"/>. One shuffle looks up a digit of the
/// products of one activation with 16 output channels, a granule: its row is the table, the classes of the weights are the
/// indices. Bytes add up as many digits as they hold; then they are added to words, and these to 32-bit sums.
/// </summary>
internal abstract unsafe class ColumnKernel
{
    /// <summary>Output channels of a granule.</summary>
    internal const int Lanes = 16;

    /// <summary>Positions of a tile of activations.</summary>
    protected const int TilePositions = KernelPath.VectorPositions;

    /// <summary>
    /// Products summed before words become 32-bit sums. A word then holds 128 bytes, which a signed one can; a tile of
    /// activations and the classes of two granules fill 12 KiB of the first-level cache, beside 8 KiB of rows.
    /// </summary>
    private const int TileProducts = 128;

    /// <summary>
    /// The byte of a vector that each channel of a granule takes: even bytes and odd ones are widened apart, four at a time, and
    /// come out in the order of the channels.
    /// </summary>
    internal static ReadOnlySpan<byte> LaneOf => [0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15];

    /// <summary>r[j, p] += Scale · Σ of the entries, wrapping at 32 bits.</summary>
    /// <param name="table">Rows.</param>
    /// <param name="weights">Classes of the weights, see <see cref="PreparedWeights.Classes"/>.</param>
    /// <param name="granule">First granule.</param>
    /// <param name="x">Activations.</param>
    /// <param name="offsets">Where each of the k starts in x, any alignment.</param>
    /// <param name="positions">Positions to compute, a multiple of 64, at most stride.</param>
    /// <param name="n">Output channels.</param>
    /// <param name="k">Products summed.</param>
    /// <param name="r">Sums [n, stride], aligned to 64 bytes.</param>
    /// <param name="stride">Values from one output channel of r to the next, a multiple of 64.</param>
    /// <param name="passes">Passes of the table.</param>
    /// <param name="scratch">Memory of the thread.</param>
    internal void Add(
        ColumnTable table,
        PreparedWeights weights,
        int granule,
        byte* x,
        nint* offsets,
        int positions,
        int n,
        int k,
        int* r,
        int stride,
        int passes,
        Scratch scratch
    )
    {
        var granules = (n + Lanes - 1) / Lanes;
        var tile = scratch.ColumnTile(TilePositions * TileProducts);
        var sums = scratch.LaneSums((long)granules * TilePositions * Lanes);
        for (var p = 0; p < positions; p += TilePositions, r += TilePositions)
        {
            new Span<int>(sums, granules * TilePositions * Lanes).Clear();
            for (var i = 0; i < k; i += TileProducts)
            {
                var count = Math.Min(TileProducts, k - i);
                Copy(x + p, offsets + i, count, tile);
                for (var pass = 0; pass < passes; pass++)
                    AddTile(
                        table,
                        table.Rows(pass),
                        tile,
                        weights.Classes(pass) + ((long)granule * k + i) * Lanes,
                        (long)k * Lanes,
                        granules,
                        count,
                        sums
                    );
            }

            Store(sums, n, table.Scale, r, stride);
        }
    }

    /// <summary>Adds the products of a tile: sums[granule, position, lane] += Σ of the entries.</summary>
    /// <param name="table">How digits make entries.</param>
    /// <param name="rows">Rows of the pass.</param>
    /// <param name="tile">Activations [count, 64].</param>
    /// <param name="classes">Classes of the weights [granule][count, lane].</param>
    /// <param name="granuleBytes">Bytes from one granule to the next.</param>
    /// <param name="granules">Number of granules.</param>
    /// <param name="count">Products summed, at most 128.</param>
    /// <param name="sums">Aligned to 64 bytes.</param>
    protected abstract void AddTile(
        ColumnTable table,
        byte* rows,
        byte* tile,
        byte* classes,
        long granuleBytes,
        int granules,
        int count,
        int* sums
    );

    /// <summary>r[j, p] += scale · sums[granule of j, p, lane of j] for 64 positions.</summary>
    protected virtual void Store(int* sums, int n, int scale, int* r, int stride)
    {
        for (var j = 0; j < n; j++)
        {
            var from = sums + (j / Lanes * TilePositions * Lanes) + j % Lanes;
            for (var p = 0; p < TilePositions; p++)
                r[(long)j * stride + p] += scale * from[p * Lanes];
        }
    }

    /// <summary>Copies so many rows of 64 activations side by side: as they lie they may share sets of the cache.</summary>
    private static void Copy(byte* x, nint* offsets, int count, byte* tile)
    {
        for (var i = 0; i < count; i++, tile += TilePositions)
        {
            Vector256.Load(x + offsets[i]).StoreAligned(tile);
            Vector256.Load(x + offsets[i] + 32).StoreAligned(tile + 32);
        }
    }
}
