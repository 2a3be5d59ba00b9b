namespace QosNets.Multipliers;

/// <summary>The products of a file, before it is known what they mean.</summary>
/// <param name="Path">The file.</param>
/// <param name="Values">Entry <c>row·2^B + column</c>.</param>
/// <param name="Widths">Bits of the operands; null when the number of entries does not tell them.</param>
/// <param name="Labelled">Whether the file says which operands each entry belongs to, so that their order is known.</param>
/// <param name="Signed">Whether the file itself shows that operands are signed, or null.</param>
internal sealed record TableData(string Path, int[] Values, OperandWidths? Widths, bool Labelled = false, bool? Signed = null)
{
    /// <summary>
    /// The table read as unsigned or signed, and a note when the file stores it in another form than operand bytes and
    /// two's-complement products: the form whose products are clearly nearest to exact ones.
    /// </summary>
    /// <param name="signed">Whether operands and products are signed.</param>
    /// <param name="widths">Bits of the operands.</param>
    /// <exception cref="LibraryException">The number of entries is not that of these widths, or a product does not
    /// fit.</exception>
    public (NativeTable Table, string? Note) Read(bool signed, OperandWidths widths)
    {
        // A table of a narrow multiplier may also be that of the 8×8 one that it stands for.
        if (Values.Length == TruthTable.Length && widths != OperandWidths.Full)
            return Narrow(Read(signed, OperandWidths.Full), widths);
        if (Widths is { } own && own != widths)
            throw new LibraryException(
                $"{Path}: it is a table of {own} bits where operands of {widths} bits are expected; correct "
                    + $"name, facts or --widths"
            );
        if (Values.Length != widths.Pairs)
            throw new LibraryException(
                $"{Path}: {Values.Length} products; a {widths} multiplier has {widths.Pairs}; say --widths for narrower operands"
            );
        if (!signed)
            return (Table(Values, false, widths), null);
        (NativeTable Table, string? Note)? plain = null,
            best = null;
        var (plainDistance, bestDistance) = (double.PositiveInfinity, double.PositiveInfinity);
        foreach (var form in SignedForm.All(ordersToo: !Labelled))
        {
            if (form.Read(Values, widths) is not { } table)
                continue;
            var distance = Signedness.Distance(table);
            if (form.Note is null && plain is null)
                (plain, plainDistance) = ((table, null), distance);
            else if (distance < bestDistance)
                (best, bestDistance) = ((table, form.Note), distance);
        }
        if (best is { } other && bestDistance < plainDistance * Signedness.Clearly)
            return other;
        return plain ?? (Table(Values, true, widths), null);
    }

    private (NativeTable Table, string? Note) Narrow((NativeTable Table, string? Note) wide, OperandWidths widths)
    {
        try
        {
            return (NativeTable.Of(wide.Table.ToTruthTable(), widths), wide.Note);
        }
        catch (ArgumentException e)
        {
            throw new LibraryException(
                $"{Path}: 65,536 products that are not those of a {widths} multiplier widened to 8x8; correct "
                    + $"name, facts or --widths",
                e
            );
        }
    }

    private NativeTable Table(int[] products, bool signed, OperandWidths widths)
    {
        try
        {
            return new NativeTable(products, widths, signed);
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
