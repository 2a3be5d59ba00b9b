namespace QosNets.Multipliers;

/// <summary>Joins the files of one circuit to one multiplier.</summary>
internal static class ModelJoin
{
    private const string Copies = "copies of a multiplier that was read already";
    private const string OtherOrder = "files with the operands in the other order";

    /// <summary>
    /// The multiplier of files of one name. The first C model decides which operand is the row, since published tables are made
    /// from those, or else the first file; ports are those of the first netlist.
    /// </summary>
    /// <param name="files">The files, at least one.</param>
    /// <param name="options">What they do not say.</param>
    /// <param name="notes">Gets a note for every file that adds nothing.</param>
    /// <exception cref="LibraryException">Two of them have other products; an operand pair is named.</exception>
    public static Multiplier Join(IReadOnlyList<ReadModel> files, ImportOptions options, List<ImportNote> notes)
    {
        var first = files.FirstOrDefault(f => f.File.Format == ImportFormat.C) ?? files[0];
        var ports = first.Ports;
        var facts = first.Facts;
        var circuit = first.Table.Circuit;
        notes.AddRange(first.Notes);
        foreach (var other in files.Where(f => f != first))
        {
            var swapped = IsSwapped(first, other);
            var text = $"passed over, {first.Name} was read from {first.File.Path} with the same products";
            notes.Add(
                new ImportNote(
                    other.File.Path,
                    swapped ? $"{text}, operands exchanged: row a of the table is {other.Ports?.B ?? "its column"} here" : text,
                    swapped ? OtherOrder : Copies
                )
            );
            if (first.File.Format == ImportFormat.C && other.Ports is { } own && ReferenceEquals(ports, first.Ports))
                ports = swapped ? new OperandPorts(own.B, own.A) : own;
            circuit ??= swapped ? other.Table.Circuit?.Transposed() : other.Table.Circuit;
            if (facts.Power is null && other.Facts.Power is not null)
                facts = other.Facts;
        }
        return new Multiplier(
            first.Name,
            first.Table.ToTruthTable(),
            facts.Power ?? 0,
            facts[Figure.Area],
            facts.Delay,
            facts.Source ?? options.Source,
            facts.Licence ?? options.Licence,
            facts.PowerIsEstimated
        )
        {
            Widths = first.Table.Widths,
            Published = facts.Published(),
            Ports = ports,
            Circuit = circuit,
            LookUpTables = (int?)facts[Figure.LookUpTables],
            Costs = facts.AllCosts,
            Aliases = options.Generation is { } generation
                ? new AliasList([new MultiplierAlias(generation, first.Name)])
                : AliasList.None,
        };
    }

    /// <summary>Whether facts of a multiplier's files say its power.</summary>
    public static bool HasPower(IReadOnlyList<ReadModel> files) => files.Any(f => f.Facts.Power is not null);

    // Where both name their operands, equal names are equal operands; else the products tell.
    private static bool IsSwapped(ReadModel first, ReadModel other)
    {
        var same = Same(first.Table, other.Table);
        var exchanged = Same(first.Table, other.Table.Transposed());
        var named =
            first.Ports is { } a
            && other.Ports is { } b
            && string.Equals(a.A, b.B, StringComparison.OrdinalIgnoreCase)
            && string.Equals(a.B, b.A, StringComparison.OrdinalIgnoreCase);
        if (exchanged && (named || !same))
            return true;
        return same ? false : throw Unlike(first, other, named ? other.Table.Transposed() : other.Table);
    }

    private static bool Same(NativeTable left, NativeTable right) =>
        left.Widths == right.Widths && left.Signed == right.Signed && left.Products.SequenceEqual(right.Products);

    private static LibraryException Unlike(ReadModel first, ReadModel other, NativeTable table)
    {
        var reason =
            first.Table.Signed != table.Signed
                ? $"as {MultiplierLibrary.Kind(first.Table.Signed)}, here as {MultiplierLibrary.Kind(table.Signed)}"
            : first.Table.Widths != table.Widths ? $"with operands of {first.Table.Widths} bits, here {table.Widths}"
            : Pair(first.Table, table);
        return new LibraryException(
            $"{other.File.Path}: {SourceText.Printable(other.Name)} was read from {first.File.Path} with other "
                + $"products, {reason}; "
                + $"rename or drop one"
        );
    }

    private static string Pair(NativeTable first, NativeTable other)
    {
        var entry = 0;
        while (first.Products[entry] == other.Products[entry])
            entry++;
        var (a, b) = first.Operands(entry);
        return $"for example {first.Products[entry]} for a={a} b={b}, here {other.Products[entry]}";
    }
}
