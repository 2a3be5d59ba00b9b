namespace QosNets.Kernels;

/// <summary>
/// One byte of every entry of a table, Scale · byte[class(a), b], of which equal rows are kept once. Columns of 64,
/// 128 or 256 rows follow each other.
/// </summary>
internal sealed unsafe class BytePlane
{
    private readonly AlignedBuffer map = new(256);
    private readonly AlignedBuffer columns;

    /// <summary>Keeps a plane.</summary>
    /// <param name="entries">Values of 0 to 255, index 256·a + b.</param>
    /// <param name="rows">Their distinct rows.</param>
    /// <param name="scale">What one counts.</param>
    internal BytePlane(ReadOnlySpan<int> entries, RowClasses rows, int scale)
    {
        Rows =
            rows.Count <= 64 ? 64
            : rows.Count <= 128 ? 128
            : 256;
        Scale = scale;
        var largest = 0;
        columns = new AlignedBuffer(256 * Rows);
        new Span<byte>(columns.Pointer, columns.Length).Clear();
        for (var a = 0; a < 256; a++)
        {
            // 256 rows need no map.
            var row = Rows == 256 ? a : rows.Of[a];
            map.Pointer[a] = (byte)row;
            for (var b = 0; b < 256; b++)
            {
                var value = entries[256 * a + b];
                largest = Math.Max(largest, value);
                columns.Pointer[b * Rows + row] = (byte)value;
            }
        }

        SafeSums = byte.MaxValue / Math.Max(largest, 1);
    }

    /// <summary>Rows of a column: 64, 128 or 256.</summary>
    internal int Rows { get; }

    /// <summary>What one counts.</summary>
    internal int Scale { get; }

    /// <summary>How many values a byte can add up.</summary>
    internal int SafeSums { get; }

    /// <summary>Whether activations index the rows as they are.</summary>
    internal bool IsIdentity => Rows == 256;

    /// <summary>The row of every activation byte.</summary>
    internal byte* Map => map.Pointer;

    /// <summary>The column of weight b starts at b · Rows.</summary>
    internal byte* Columns => columns.Pointer;
}
