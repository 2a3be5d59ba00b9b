namespace QosNets.Multipliers;

/// <summary>Reads a folder of raw tables by its fact sheet: the sheet says which multipliers there are.</summary>
internal static class RawFolder
{
    public static List<Multiplier> Read(string folder, string csv, bool signed, string? source, string? licence)
    {
        var facts = Facts(csv);
        var options = new ImportOptions(null, csv, "folder", source, licence) { Insist = true };
        var reader = new ModelReader(facts, options);
        var multipliers = new List<Multiplier>();
        foreach (var (name, known) in facts)
        {
            if (
                (
                    known.Signed
                    ?? throw new LibraryException($"{csv}: {SourceText.Printable(name)} has no value of signed; write 0 or 1")
                ) != signed
            )
                continue;
            if (known.Power is null)
                throw new LibraryException(
                    $"{csv}: {SourceText.Printable(name)}: there is no column \"power_mw\" with its power; add it"
                );
            var path = Path.Combine(folder, name + ".bin");
            if (!File.Exists(path))
                throw new LibraryException($"{path}: the table cannot be read; put it there or drop its row from the fact sheet");
            var bytes = new FileInfo(path).Length;
            var pairs = (known.Widths ?? OperandWidths.Full).Pairs;
            if (bytes != pairs * sizeof(ushort))
                throw new LibraryException(
                    $"{path}: it has {bytes} bytes, not {pairs * sizeof(ushort)}; a table is {pairs:N0} "
                        + $"little-endian 16-bit products"
                );
            multipliers.Add(ModelJoin.Join([reader.Read(ImportFile.Open(path))], options, []));
        }
        return multipliers;
    }

    private static Dictionary<string, Facts> Facts(string csv)
    {
        var file = ImportFile.Open(csv);
        var facts = new Dictionary<string, Facts>(StringComparer.Ordinal);
        FactSheet.Read(file.Source, facts, []);
        return facts;
    }
}
