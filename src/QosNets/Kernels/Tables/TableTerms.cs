namespace QosNets.Kernels;

/// <summary>
/// The terms g(a) + h(b) beside the parts of a table. The product takes a multiple of its A over from g, so that zero
/// points cost nothing. What is left of g is laid out like one more column of a table.
/// </summary>
internal sealed unsafe class TableTerms
{
    private readonly AlignedBuffer low = new(PreparedTable.ColumnBytes);
    private readonly AlignedBuffer high = new(PreparedTable.ColumnBytes);
    private readonly int[] weightTerms = new int[256];

    /// <summary>Multiple of A that every weight's factor gains.</summary>
    internal int Slope { get; private set; }

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
    internal void Take(ReadOnlySpan<int> table, TableParts parts)
    {
        for (var b = 0; b < 256; b++)
            weightTerms[b] = table[b] - table[0] + parts.ColumnTerms[b];
        HasWeightTerms = WeightTerms.ContainsAnyExcept(0);
        Span<int> rest = stackalloc int[256];
        for (var a = 0; a < 256; a++)
            rest[a] = table[256 * a];
        Slope = parts.Product is null ? 0 : TakeSlope(rest, parts.Product);

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
