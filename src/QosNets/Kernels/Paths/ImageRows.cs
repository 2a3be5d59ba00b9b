using System.Runtime.CompilerServices;

namespace QosNets.Kernels;

/// <summary>
/// Sums along three kernel columns of <see cref="PackedProducts"/> over image rows that lie one behind the other without
/// padding. They are summed as one row. Columns that would see padding see a neighbouring row so, and are summed again.
/// </summary>
internal static unsafe class ImageRows
{
    private const int Second = PackedProducts.TableEntries;
    private const int Third = 2 * Second;

    /// <summary>Sums of image rows from row y on, some of which may lie outside the image.</summary>
    internal static void Sum(in PackedSizes sizes, ulong* tables, byte* image, int y, byte padding, int rows, ulong* to)
    {
        var above = Math.Clamp(-y, 0, rows);
        var inside = Math.Clamp(sizes.InHeight - y - above, 0, rows - above);
        var below = rows - above - inside;
        var outside = tables[padding] + tables[Second + padding] + tables[Third + padding];
        new Span<ulong>(to, above * sizes.Pitch).Fill(outside);
        to += above * sizes.Pitch;
        new Span<ulong>(to + inside * sizes.Pitch, below * sizes.Pitch).Fill(outside);
        if (inside == 0)
            return;
        image += (y + above) * sizes.InWidth;
        if (sizes.StrideWidth == 1)
            SumEach(tables, image, sizes.InWidth, inside, padding, to);
        else
            SumEverySecond(tables, image, sizes.Pitch, inside, padding, to);
    }

    private static void SumEach(ulong* tables, byte* x, int width, int rows, byte padding, ulong* to)
    {
        // Nothing behind the rows is read.
        var all = Math.Max(rows * width - 2, 0);
        var done = all / 3 * 3;
        if (done > 0)
            PackedProducts.SumNeighbours(tables, x, done, to + 1);
        for (; done < all; done++)
            to[1 + done] = tables[x[done]] + tables[Second + x[done + 1]] + tables[Third + x[done + 2]];
        var left = tables[padding];
        var right = tables[Third + padding];
        for (; rows > 0; rows--, x += width, to += width)
        {
            var last = width - 1;
            to[0] = left + tables[Second + x[0]] + (last == 0 ? right : tables[Third + x[1]]);
            if (last > 0)
                to[last] = tables[x[last - 1]] + tables[Second + x[last]] + right;
        }
    }

    /// <summary>With stride 2, odd activations are read once and named to the last and then to the first table.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SumEverySecond(ulong* tables, byte* x, int width, int rows, byte padding, ulong* to)
    {
        var first = to;
        var begun = tables[padding];
        var from = x;
        for (var end = to + rows * width; to < end; to++, from += 2)
        {
            nint a = from[1];
            *to = begun + tables[Second + from[0]] + tables[Third + a];
            begun = tables[a];
        }

        for (var left = tables[padding]; rows > 0; rows--, x += 2 * width, first += width)
            *first = left + tables[Second + x[0]] + tables[Third + x[1]];
    }
}
