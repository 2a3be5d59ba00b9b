using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// Products for depthwise layers, three in a word of 64 bits: those of one activation with the weights of three kernel rows
/// in one kernel column. One look-up and one addition then do the work of three. Each field has 21 bits, which hold the sum
/// over three rows of ten kernel columns.
/// </summary>
internal static unsafe class PackedProducts
{
    /// <summary>Kernel rows of a word.</summary>
    internal const int Fields = 3;

    /// <summary>Most kernel columns whose products a field can add up.</summary>
    internal const int MaxColumns = ((1 << FieldBits) - 1) / (Fields * ushort.MaxValue);

    /// <summary>Entries of a table, one for each activation.</summary>
    internal const int TableEntries = 256;

    /// <summary>Sums that are read beyond those of a row.</summary>
    internal const int Overrun = 7;

    private const int FieldBits = 21;

    /// <summary>Lays out the tables of all kernel rows and columns.</summary>
    /// <param name="sizes">Sizes of the layer.</param>
    /// <param name="columns">Columns of a <see cref="PreparedTable"/>.</param>
    /// <param name="w">Weights [kernel rows, kernel columns].</param>
    /// <param name="tables">For each three kernel rows a table of each kernel column, aligned to 32 bytes.</param>
    internal static void LayOut(in PackedSizes sizes, byte* columns, byte* w, ulong* tables)
    {
        for (var ky = 0; ky < sizes.KernelHeight; ky += Fields)
        for (var kx = 0; kx < sizes.KernelWidth; kx++, tables += TableEntries)
        for (var field = 0; field < Math.Min(Fields, sizes.KernelHeight - ky); field++)
            Put(columns + w[(ky + field) * sizes.KernelWidth + kx] * PreparedTable.ColumnBytes, FieldBits * field, tables);
    }

    /// <summary>Sums of some output rows: sums[row, column] = start + Σ.</summary>
    /// <param name="sizes">Sizes of the layer.</param>
    /// <param name="tables">What <see cref="LayOut"/> made.</param>
    /// <param name="x">Padded image rows; the image where <see cref="PackedSizes.ReadsImage"/>.</param>
    /// <param name="y">Image row of the first that is seen.</param>
    /// <param name="padding">Byte outside the image.</param>
    /// <param name="rows">Output rows.</param>
    /// <param name="start">What the sums start from.</param>
    /// <param name="partial">Room for sums along the kernel columns.</param>
    /// <param name="sums">Receives the sums.</param>
    internal static void Sum(
        in PackedSizes sizes,
        ulong* tables,
        byte* x,
        int y,
        byte padding,
        int rows,
        int start,
        ulong* partial,
        int* sums
    )
    {
        var pitch = sizes.Pitch;
        var reach = sizes.Reach(rows);
        var step = sizes.DilationHeight * pitch;
        var isFlat = sizes.StrideHeight == 1 && pitch == sizes.OutWidth;
        for (var ky = 0; ky < sizes.KernelHeight; ky += Fields, tables += sizes.KernelWidth * TableEntries)
        {
            if (sizes.ReadsImage)
                ImageRows.Sum(sizes, tables, x, y, padding, reach, partial);
            else if (sizes is { KernelWidth: 3, StrideWidth: 1, DilationWidth: 1 })
                SumNeighbours(tables, x, reach * pitch, partial);
            else
                SumColumns(sizes, tables, x, reach * pitch, partial);

            // Where kernel rows are missing, fields are 0 wherever they are read.
            AddFields(
                partial + ky * step,
                ky + 1 < sizes.KernelHeight ? step : 0,
                ky + 2 < sizes.KernelHeight ? 2 * step : 0,
                sizes.StrideHeight * pitch,
                isFlat ? 1 : rows,
                isFlat ? rows * pitch : sizes.OutWidth,
                start,
                ky == 0,
                sums
            );
        }
    }

    /// <summary>
    /// Adds up the fields of so many rows: the lowest of a row itself, the middle and the highest of those so far behind it.
    /// </summary>
    private static void AddFields(
        ulong* partial,
        int second,
        int third,
        int pitch,
        int rows,
        int width,
        int start,
        bool isFirst,
        int* sums
    )
    {
        var field = Vector256.Create((1 << FieldBits) - 1);
        var first = Vector256.Create(start);
        for (; rows > 0; rows--, partial += pitch, sums += width)
        for (nint i = 0; i < width; i += 8)
        {
            // A field holds the sum over all rows, so that nothing is carried into the next.
            var r0 = partial + i;
            var r1 = r0 + second;
            var r2 = r0 + third;
            var low = Vector256.Load(r0) + (Vector256.Load(r1) >> FieldBits) + (Vector256.Load(r2) >> (2 * FieldBits));
            r0 += 4;
            r1 += 4;
            r2 += 4;
            var high = Vector256.Load(r0) + (Vector256.Load(r1) >> FieldBits) + (Vector256.Load(r2) >> (2 * FieldBits));
            var sum = Vector256.Narrow(low, high).AsInt32() & field;
            if (i + 8 > (isFirst ? rows * width : width))
                // What lies behind has its sums already, or is not ours.
                for (var j = 0; i + j < width; j++)
                    sums[i + j] = sum[j] + (isFirst ? start : sums[i + j]);
            else
                (sum + (isFirst ? first : Vector256.Load(sums + i))).Store(sums + i);
        }
    }

    /// <summary>
    /// Three neighbouring kernel columns: every activation is read once and named to all three tables. Up to two sums beyond the
    /// count are written, and what they need is read.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void SumNeighbours(ulong* tables, byte* x, int count, ulong* to)
    {
        // What the sums of the next two positions have so far; they take turns, so that none is moved.
        var next = tables[x[0]];
        var later = tables[x[1]];
        next += tables[TableEntries + x[1]];
        x += 2;
        ulong last;
        for (var end = to + count; to < end; to += 3, x += 3)
        {
            nint a = x[0];
            to[0] = next + tables[2 * TableEntries + a];
            later += tables[TableEntries + a];
            last = tables[a];
            a = x[1];
            to[1] = later + tables[2 * TableEntries + a];
            last += tables[TableEntries + a];
            next = tables[a];
            a = x[2];
            to[2] = last + tables[2 * TableEntries + a];
            next += tables[TableEntries + a];
            later = tables[a];
        }
    }

    /// <summary>Kernel columns at any distance, one after the other.</summary>
    private static void SumColumns(in PackedSizes sizes, ulong* tables, byte* x, int count, ulong* to)
    {
        nint stride = sizes.StrideWidth;
        for (var kx = 0; kx < sizes.KernelWidth; kx++, tables += TableEntries, x += sizes.DilationWidth)
        {
            var from = x;
            if (kx == 0)
                for (nint i = 0; i < count; i++, from += stride)
                    to[i] = tables[*from];
            else
                for (nint i = 0; i < count; i++, from += stride)
                    to[i] += tables[*from];
        }
    }

    /// <summary>Puts a column of products into one field of a table; the first field is the lowest.</summary>
    private static void Put(byte* column, int shift, ulong* table)
    {
        for (var a = 0; a < TableEntries; a += 16, table += 16)
        {
            var (low, lowUpper) = Vector128.Widen(Vector128.Load(column + a));
            var (high, highUpper) = Vector128.Widen(Vector128.Load(column + PreparedTable.HighStart + a));
            var (first, second) = Vector256.Widen(Vector256.Create(low | high << 8, lowUpper | highUpper << 8));
            Put(first, shift, table);
            Put(second, shift, table + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector256<uint> values, int shift, ulong* to)
    {
        var (first, second) = Vector256.Widen(values);
        if (shift > 0)
        {
            first = Vector256.LoadAligned(to) | first << shift;
            second = Vector256.LoadAligned(to + 4) | second << shift;
        }

        first.StoreAligned(to);
        second.StoreAligned(to + 4);
    }
}
