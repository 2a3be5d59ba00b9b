namespace QosNets.Multipliers;

/// <summary>65,536 products from a file, before it is known what they mean.</summary>
/// <param name="Path">The file.</param>
/// <param name="Values">Entry 256·row + column.</param>
/// <param name="Patterns">Whether values are 16-bit patterns, of which a signed table reads those from 32,768 as
/// negative.</param>
/// <param name="Ordered">Whether rows and columns of a signed table may stand in the order of their values, −128 first.</param>
/// <param name="Signed">Whether the file itself shows that operands are signed, or null.</param>
internal sealed record TableData(string Path, int[] Values, bool Patterns, bool Ordered, bool? Signed = null)
{
    /// <summary>The table read as unsigned or signed, and a note when rows and columns were moved.</summary>
    /// <exception cref="LibraryException">A product does not fit in 16 bits.</exception>
    public (TruthTable Table, string? Note) Read(bool signed)
    {
        if (!signed)
            return (Table(Values, false), null);
        var bytes = Table(Patterns ? Array.ConvertAll(Values, v => (int)(short)v) : Values, true);
        if (!Ordered)
            return (bytes, null);
        var moved = new int[TruthTable.Length];
        for (var i = 0; i < moved.Length; i++)
            moved[i ^ 0x8080] = Values[i];
        var values = new TruthTable(moved, true);
        return Signedness.Distance(values) < Signedness.Distance(bytes) * Signedness.Clearly
            ? (
                values,
                "rows and columns stand for -128..127 in that order (the products show it); they were moved to the order of "
                    + "the operand bytes"
            )
            : (bytes, null);
    }

    private TruthTable Table(int[] products, bool signed)
    {
        try
        {
            return new TruthTable(products, signed);
        }
        catch (ArgumentException e)
        {
            throw new LibraryException(
                $"{Path}: as {MultiplierLibrary.Kind(signed)} products, {e.Message.Split(" (Parameter")[0]}; import it as "
                    + $"{MultiplierLibrary.Kind(!signed)} or correct it",
                e
            );
        }
    }
}
