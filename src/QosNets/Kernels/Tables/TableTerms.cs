namespace QosNets.Kernels;

/// <summary>
/// The terms g(a) + h(b) beside the parts of a table. The product takes a multiple of its A over from g, so that zero
/// points cost nothing. Without a product a multiple of the activations is summed by itself where there are columns, whose
/// entries bear the rest of g as far as they can. What is left of g is laid out like one more column of a table.
/// </summary>
internal sealed unsafe class TableTerms(TableParts parts)
{
    private const byte SignBit = 0x80;

    // A(a) = a for operands as they are, and for those in two's complement, less a constant.
    private static readonly byte[] Plain = [.. Enumerable.Range(0, 256).Select(a => (byte)a)];
    private static readonly byte[] Flipped = [.. Enumerable.Range(0, 256).Select(a => (byte)(a ^ SignBit))];

    private readonly AlignedBuffer low = new(PreparedTable.ColumnBytes);
    private readonly AlignedBuffer high = new(PreparedTable.ColumnBytes);
    private readonly int[] weightTerms = new int[256];

    /// <summary>Multiple of A that every weight's factor gains; without a product, multiple of a ^ Flip.</summary>
    internal int Slope { get; private set; }

    /// <summary>What turns activations into A where there are columns without a product.</summary>
    internal byte Flip { get; private set; }

    /// <summary>What the passes of the columns look up; null without such parts.</summary>
    internal ColumnTable? Columns { get; } = parts.Columns.Length > 0 ? new ColumnTable(parts.Columns, parts.Product) : null;

    /// <summary>What every product adds, whatever its operands.</summary>
    internal int Constant { get; private set; }

    /// <summary>h(b).</summary>
    internal ReadOnlySpan<int> WeightTerms => weightTerms;

    /// <summary>Whether any h(b) is not 0.</summary>
    internal bool HasWeightTerms { get; private set; }

    /// <summary>Whether g is more than a constant and a multiple of A.</summary>
    internal bool HasActivationTerms { get; private set; }

    /// <summary>Whether g takes more than 16 bits.</summary>
    internal bool IsWide { get; private set; }

    /// <summary>The lower 16 bits of what is left of g, as the column of weight 0 of a table.</summary>
    internal byte* LowerColumn => low.Pointer;

    /// <summary>The upper 16 bits of the same.</summary>
    internal byte* UpperColumn => high.Pointer;

    /// <summary>Takes the terms out of a table.</summary>
    internal void Take(ReadOnlySpan<int> table)
    {
        Span<int> rest = stackalloc int[256];
        for (var a = 0; a < 256; a++)
            rest[a] = table[256 * a];
        if (Columns is not null)
        {
            TakeColumns(table, rest, Columns);
        }
        else
        {
            for (var b = 0; b < 256; b++)
                weightTerms[b] = table[b] - table[0] + parts.ColumnTerms[b];
            Slope = parts.Product is null ? 0 : TakeSlope(rest, parts.Product);
        }

        HasWeightTerms = WeightTerms.ContainsAnyExcept(0);
        var (lowest, highest) = (int.MaxValue, int.MinValue);
        foreach (var value in rest)
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        Constant = lowest;
        HasActivationTerms = highest > lowest;
        IsWide = highest - lowest > ushort.MaxValue;
        for (var a = 0; a < 256; a++)
        {
            var value = rest[a] - lowest;
            low.Pointer[a] = (byte)value;
            low.Pointer[PreparedTable.HighStart + a] = (byte)(value >> 8);
            high.Pointer[a] = (byte)(value >> 16);
            high.Pointer[PreparedTable.HighStart + a] = (byte)(value >> 24);
        }
    }

    /// <summary>
    /// Fills the columns, with the terms of the activation where two digits hold them. The rest is then 0, else what is left
    /// of these terms.
    /// </summary>
    private void TakeColumns(ReadOnlySpan<int> table, Span<int> rest, ColumnTable columns)
    {
        var map = parts.Product is { } product ? new ReadOnlySpan<byte>(product.Map, 256).ToArray() : Plain;
        Slope = columns.Slope(table, map);
        var range = columns.Take(table, Slope, map, withTerms: true, weightTerms);
        if (parts.Product is null)
        {
            var slope = columns.Slope(table, Flipped);
            if (columns.Take(table, slope, Flipped, withTerms: true, weightTerms) < range)
                (Slope, map) = (slope, Flipped);
        }

        Flip = map == Flipped ? SignBit : (byte)0;
        range = columns.Take(table, Slope, map, withTerms: true, weightTerms);
        if (range <= ushort.MaxValue)
        {
            rest.Clear();
        }
        else
        {
            range = columns.Take(table, Slope, map, withTerms: false, weightTerms);
            for (var a = 0; a < 256; a++)
                rest[a] -= Slope * map[a];
        }

        columns.LayOut(range);
    }

    /// <summary>Takes off the multiple of A that makes the ends of its range equal.</summary>
    private static int TakeSlope(Span<int> rest, ProductPart product)
    {
        var (first, last) = (0, 0);
        for (var a = 1; a < 256; a++)
        {
            first = product.Map[a] < product.Map[first] ? a : first;
            last = product.Map[a] > product.Map[last] ? a : last;
        }

        var slope = (int)Math.Round((double)(rest[last] - rest[first]) / (product.Map[last] - product.Map[first]));

        // Factors with the slope must stay within 16 bits.
        slope = Math.Clamp(slope, -ProductPart.MaxFactor, ProductPart.MaxFactor);
        for (var a = 0; a < 256; a++)
            rest[a] -= slope * product.Map[a];
        return slope;
    }
}
