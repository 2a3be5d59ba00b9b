namespace QosNets.Multipliers;

/// <summary>What a file of a format holds: its products for operands of a signedness, and what it says of them itself.</summary>
/// <param name="Read">Gives the products for signed or unsigned operands, and what a user should know of them.</param>
/// <param name="Ports">Names of the operands, where the file has them.</param>
/// <param name="Signed">Whether the file says that operands are signed; null where it does not say.</param>
internal sealed record OpenedModel(
    Func<bool, (NativeTable Table, string? Note)> Read,
    OperandPorts? Ports = null,
    bool? Signed = null
);

/// <summary>A format that files to import come in.</summary>
/// <param name="Format">The format.</param>
/// <param name="Words">What people call it.</param>
/// <param name="HasHeader">Whether a comment with facts may stand before the model.</param>
/// <param name="NameOf">Name of the multiplier in a file.</param>
/// <param name="Open">Reads a file whose operands are expected to have the given widths; null expects none.</param>
internal sealed record FormatEntry(
    ImportFormat Format,
    string Words,
    bool HasHeader,
    Func<ImportFile, string> NameOf,
    Func<ImportFile, OperandWidths?, OpenedModel> Open
);

/// <summary>The one table of formats.</summary>
internal static class ImportFormats
{
    /// <summary>All formats.</summary>
    public static IReadOnlyList<FormatEntry> All { get; } =
    [
        new(ImportFormat.C, "C models", true, f => CModel.Open(f.Source).Name, OpenC),
        new(ImportFormat.Verilog, "Verilog models", true, f => VerilogModel.NameOf(f.Source), OpenVerilog),
        new(ImportFormat.Blif, "BLIF netlists", false, f => BlifModel.NameOf(f.Source), OpenBlif),
        new(ImportFormat.Raw16, "raw 16-bit tables", false, FileName, OpenRaw),
        Table(ImportFormat.Npy, "NumPy tables", f => NpyTable.Read(f.Path, f.Bytes)),
        Table(ImportFormat.Text, "text tables", f => TextTruthTable.Read(f.Source)),
        Table(ImportFormat.Code, "C or C# arrays", f => CodeTable.Read(f.Source)),
        new(ImportFormat.Facts, "fact sheets (CSV or JSON)", false, FileName, (f, _) => throw NoModel(f)),
    ];

    /// <summary>The entry of a format.</summary>
    public static FormatEntry Of(ImportFormat format) => All.Single(e => e.Format == format);

    private static FormatEntry Table(ImportFormat format, string words, Func<ImportFile, TableData> read) =>
        new(
            format,
            words,
            false,
            FileName,
            (file, widths) =>
            {
                var data = read(file);
                return new OpenedModel(s => data.Read(s, widths ?? data.Widths ?? OperandWidths.Full), Signed: data.Signed);
            }
        );

    private static string FileName(ImportFile file) => Path.GetFileNameWithoutExtension(file.Path);

    private static LibraryException NoModel(ImportFile file) =>
        new($"{file.Path}: it is a fact sheet; give the models or tables that it tells of beside it");

    private static OpenedModel OpenRaw(ImportFile file, OperandWidths? expected)
    {
        var (widths, patterns) = (expected ?? OperandWidths.Full, RawTable.Patterns(file.Bytes));
        var plain = new TableData(file.Path, patterns, null);
        var swapped = new TableData(file.Path, Array.ConvertAll(patterns, p => (p & 0xFF) << 8 | p >> 8), null);
        return new OpenedModel(signed =>
        {
            var little = plain.Read(signed, widths);
            var far = Signedness.Distance(little.Table);
            if (far <= Signedness.Clearly)
                return little;
            var (table, note) = swapped.Read(signed, widths);
            if (Signedness.Distance(table) >= far * Signedness.Clearly)
                return little;
            const string Swapped = "the bytes of each product stand high before low (the products show it); they were swapped";
            return (table, note is null ? Swapped : $"{Swapped}; {note}");
        });
    }

    private static OpenedModel OpenC(ImportFile file, OperandWidths? widths)
    {
        var model = CModel.Open(file.Source);
        return new OpenedModel(s => (model.Evaluate(s, widths ?? OperandWidths.Full), null), model.Ports);
    }

    private static OpenedModel OpenVerilog(ImportFile file, OperandWidths? widths)
    {
        var module = VerilogModel.Open(file.Source);
        return new OpenedModel(Netlist(file, module.Widths, widths, module.Build), module.OperandPorts);
    }

    private static OpenedModel OpenBlif(ImportFile file, OperandWidths? widths)
    {
        var netlist = BlifModel.Open(file.Source);
        return new OpenedModel(Netlist(file, netlist.Widths, widths, netlist.Build), netlist.OperandPorts);
    }

    // A netlist is the same circuit for signed and unsigned operands.
    private static Func<bool, (NativeTable Table, string? Note)> Netlist(
        ImportFile file,
        OperandWidths own,
        OperandWidths? expected,
        Func<Circuit, int[]> build
    )
    {
        if (expected is { } widths && own != widths && own != widths.Swapped)
            throw new LibraryException(
                $"{file.Path}: its inputs have {own} bits where {widths} are expected; correct name, facts or --widths"
            );
        var circuit = new Circuit();
        var bits = new Lazy<int[]>(() => build(circuit));
        return s => (ProductPlanes.Table(file.Path, circuit, bits.Value, s, own), null);
    }
}
