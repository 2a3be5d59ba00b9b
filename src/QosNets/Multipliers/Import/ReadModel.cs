namespace QosNets.Multipliers;

/// <summary>A multiplier as one file has it.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">Its products.</param>
/// <param name="Ports">Names of its operands, where the file has them.</param>
/// <param name="Facts">What header and sheets say.</param>
/// <param name="Notes">What a user should know.</param>
internal sealed record ReadModel(
    ImportFile File,
    string Name,
    NativeTable Table,
    OperandPorts? Ports,
    Facts Facts,
    IReadOnlyList<ImportNote> Notes
);

/// <summary>Reads one file as a multiplier.</summary>
internal sealed class ModelReader(IReadOnlyDictionary<string, Facts> facts, ImportOptions options)
{
    // Libraries publish a circuit in every folder whose front it is on.
    private readonly Dictionary<(string Text, bool? Signed), (NativeTable Table, string? Note, OperandPorts? Ports)> known = [];

    /// <summary>Reads a file that is no fact sheet.</summary>
    /// <exception cref="LibraryException">It is not readable.</exception>
    /// <exception cref="NoMultiplierException">It is readable and no multiplier that a library takes.</exception>
    public ReadModel Read(ImportFile file)
    {
        var name = file.Name;
        var published = PublishedName.Of(name);
        if (published is { IsAdder: true } && !options.Insist)
            throw new NoMultiplierException(
                "adders",
                $"{file.Path}: {SourceText.Printable(name)} is an adder by its name; say --insist to read it as a multiplier"
            );
        if (published is { IsAdder: false, Widths: null })
            throw new NoMultiplierException(
                $"multipliers of {published.BitsA}x{published.BitsB} bits",
                $"{file.Path}: {SourceText.Printable(name)} has operands of {published.BitsA} and "
                    + $"{published.BitsB} bits; a library "
                    + $"takes 1..8"
            );
        var notes = new List<ImportNote>();
        var facts = Facts(file, name, notes);
        var place = $"{file.Path}: {SourceText.Printable(name)}";
        var signed = Signed(place, published, facts);
        var (table, note, ports) = Table(file, place, signed, Widths(place, published, facts));
        if (note is not null)
            notes.Add(new ImportNote(name, note, "tables that were stored in another form"));
        Compare(file, name, facts, table, notes);
        return new ReadModel(file, name, table, ports, facts, notes);
    }

    private Facts Facts(ImportFile file, string name, List<ImportNote> notes)
    {
        var header = file.Header(name, notes);
        return facts.TryGetValue(name, out var sheet) ? sheet.Over(header, name, notes) : header;
    }

    private bool? Signed(string place, PublishedName? published, Facts known)
    {
        (string, bool?) name = ("the name", published is { IsAdder: false } ? published.Signed : null),
            sheet = ("the fact sheet", known.Signed);
        var said = Signedness.Agreed(place, name, sheet);
        try
        {
            return Signedness.Agreed(place, name, sheet, ("the user", options.Signed));
        }
        catch (LibraryException e)
        {
            // Collections hold both kinds, and a library one.
            throw new NoMultiplierException($"{MultiplierLibrary.Kind(said!.Value)} multipliers", e.Message);
        }
    }

    private OperandWidths? Widths(string place, PublishedName? published, Facts known)
    {
        OperandWidths? agreed = null;
        var first = "";
        foreach (
            var (who, widths) in (ReadOnlySpan<(string, OperandWidths?)>)
                [("the name", published?.Widths), ("the fact sheet", known.Widths), ("the user", options.Widths)]
        )
        {
            if (widths is null)
                continue;
            if (agreed is { } other && other != widths)
                throw new LibraryException($"{place}: {first} says {other} bits, {who} {widths}; correct one of them");
            (agreed, first) = (widths, who);
        }
        return agreed;
    }

    private (NativeTable Table, string? Note, OperandPorts? Ports) Table(
        ImportFile file,
        string place,
        bool? signed,
        OperandWidths? widths
    )
    {
        // Copies of a model differ in the comment before it only.
        var key = (file.Source.Text[file.CodeStart..], signed);
        if (key.Item1.Length > 0 && known.TryGetValue(key, out var before))
            return before;
        var (read, ports, fileSays) = ImportFormats.Of(file.Format).Open(file, widths);
        var agreed = Signedness.Agreed(place, ("the name or the facts", signed), ("the file", fileSays));
        var (table, note) = Signedness.Read(file.Path, agreed, options.Insist, read);
        var result = (table, note, ports);
        if (key.Item1.Length > 0)
            known.Add(key, result);
        return result;
    }

    private void Compare(ImportFile file, string name, Facts facts, NativeTable table, List<ImportNote> notes)
    {
        var (differences, far) = facts.Compare(table);
        if (far && !options.Insist)
            throw new NoMultiplierException(
                "models whose printed errors are not those of their products",
                $"{file.Path}: {SourceText.Printable(name)}: {differences[0]}; it is another function or has "
                    + $"other operand widths: "
                    + $"correct the figure, or say --insist to take it"
            );
        notes.AddRange(differences.Select(d => new ImportNote(name, d, "printed errors that do not round to the computed ones")));
    }
}
