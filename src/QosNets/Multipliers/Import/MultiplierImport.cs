namespace QosNets.Multipliers;

/// <summary>
/// Reads multipliers from files that others wrote: C and Verilog models, truth tables (raw 16-bit, NumPy, CSV, arrays in C or C#
/// source) and fact sheets. What a file is shows by its content. Nothing is executed or compiled.
/// </summary>
public static class MultiplierImport
{
    // All files of an import are in memory at once.
    private const long MaximumBytes = 512L << 20;

    private static readonly string[] Extensions = [".c", ".h", ".cs", ".v", ".npy", ".bin", ".raw", ".csv", ".json"];

    /// <summary>Reads files, and all files of folders and of folders in them.</summary>
    /// <param name="paths">Files or folders. In a folder, files of other extensions and cell netlists are passed over with a
    /// note.</param>
    /// <param name="options">What the files do not say.</param>
    /// <exception cref="LibraryException">A file is not readable (with line and column for text), it stays open whether a table
    /// is
    /// signed, two multipliers of one name differ, or the power of one is not known.</exception>
    public static ImportResult Read(IReadOnlyList<string> paths, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.LibraryName, nameof(options));
        var notes = new List<ImportNote>();
        var facts = new Dictionary<string, Facts>(StringComparer.Ordinal);
        var models = new List<(ImportFile File, bool Named)>();
        var total = 0L;
        foreach (var (path, named) in Files(paths, options.FactsPath, notes))
        {
            var file = ImportFile.Open(path);
            total += file.Bytes.Length;
            if (total > MaximumBytes)
                throw new LibraryException(
                    $"{path}: the files have more than {MaximumBytes >> 20} MB in all; import them in parts"
                );
            if (file.Format == ImportFormat.Facts)
                FactSheet.Read(file.Source, facts);
            else if (path == options.FactsPath)
                throw new LibraryException($"{path}: it is no fact sheet; give a CSV with a column \"name\", or JSON");
            else
                models.Add((file, named));
        }
        var multipliers = Multipliers(models, facts, options, notes);
        var unused = facts.Keys.Except(multipliers.Select(m => m.Name)).ToArray();
        if (unused.Length > 0)
        {
            var names = string.Join(", ", unused.Take(5).Select(n => SourceText.Printable(n)));
            var more = unused.Length > 5 ? ", …" : "";
            notes.Add(new ImportNote("facts", $"{unused.Length} names without a model or table: {names}{more}"));
        }
        return new ImportResult(options.LibraryName, multipliers, notes);
    }

    private static List<Multiplier> Multipliers(
        List<(ImportFile File, bool Named)> models,
        Dictionary<string, Facts> facts,
        ImportOptions options,
        List<ImportNote> notes
    )
    {
        var multipliers = new Dictionary<string, (Multiplier Multiplier, string Path)>(StringComparer.Ordinal);
        var powerless = new List<string>();
        foreach (var (file, named) in models)
        {
            var own = new List<ImportNote>();
            Multiplier multiplier;
            bool powered;
            try
            {
                (multiplier, powered) = Read(file, facts, options, own);
            }
            catch (CellNetlistException e)
            {
                if (named)
                    throw new LibraryException(e.Message, e);
                notes.Add(new ImportNote(file.Path, $"passed over, {e.Message[(file.Path.Length + 1)..]}"));
                continue;
            }
            if (multipliers.TryGetValue(multiplier.Name, out var first))
            {
                if (!first.Multiplier.Table.Products.SequenceEqual(multiplier.Table.Products))
                    throw new LibraryException(
                        $"{file.Path}: {multiplier.Name} was read from {first.Path} with other products; rename or drop one"
                    );
                notes.Add(
                    new ImportNote(file.Path, $"passed over, {multiplier.Name} was read from {first.Path} with the same products")
                );
                continue;
            }
            multipliers.Add(multiplier.Name, (multiplier, file.Path));
            notes.AddRange(own);
            if (!powered)
                powerless.Add(multiplier.Name);
        }
        if (multipliers.Count == 0)
            throw new LibraryException(
                "the paths hold no multiplier; give C or Verilog models, truth tables (raw 16-bit, .npy, CSV), or folders of them"
            );
        if (powerless.Count > 0)
            throw new LibraryException(
                $"{string.Join(", ", powerless.Take(5))}{(powerless.Count > 5 ? $" and {powerless.Count - 5} others" : "")}: "
                    + $"power is not known; give a fact sheet with columns name and power_mw (--facts)"
            );
        return [.. multipliers.Values.Select(m => m.Multiplier)];
    }

    private static (Multiplier Multiplier, bool Powered) Read(
        ImportFile file,
        Dictionary<string, Facts> facts,
        ImportOptions options,
        List<ImportNote> notes
    )
    {
        var name = file.Name;
        var known = file.Header(name, notes);
        if (facts.TryGetValue(name, out var sheet))
            known = sheet.Over(known, name, notes);
        var read = file.Reader(out var signedByFile);
        var signed = Signedness.Agreed(
            $"{file.Path}: {SourceText.Printable(name)}",
            ("the name", Signedness.OfName(name)),
            ("the file", signedByFile),
            ("the fact sheet", known.Signed),
            ("the user", options.Signed)
        );
        var (table, note) = Signedness.Read(file.Path, signed, read);
        if (note is not null)
            notes.Add(new ImportNote(name, note));
        known.Compare(name, ErrorMetrics.Compute(table), notes);
        var multiplier = new Multiplier(
            name,
            table,
            known[Figure.Power] ?? 0,
            known[Figure.Area],
            known[Figure.Delay],
            known.Published(),
            known.Source ?? options.Source,
            known.Licence ?? options.Licence,
            known.PowerIsEstimated
        );
        return (multiplier, known[Figure.Power] is not null);
    }

    // Each file once, fact sheet last; whether it was named itself or found in a folder.
    private static List<(string Path, bool Named)> Files(IReadOnlyList<string> paths, string? factsPath, List<ImportNote> notes)
    {
        var files = new List<(string Path, bool Named)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (factsPath is not null)
            seen.Add(Path.GetFullPath(factsPath));
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                if (seen.Add(Path.GetFullPath(path)))
                    files.Add((path, true));
                continue;
            }
            foreach (var file in InFolder(path))
            {
                if (!Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                    notes.Add(
                        new ImportNote(
                            file,
                            "passed over, it has none of the extensions of models and tables; name the file itself to read it"
                        )
                    );
                else if (seen.Add(Path.GetFullPath(file)))
                    files.Add((file, false));
            }
        }
        if (factsPath is not null)
            files.Add((factsPath, true));
        return files;
    }

    private static string[] InFolder(string folder)
    {
        // Links could lead round in a circle.
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException($"{folder}: the folder cannot be read; check its rights", e);
        }
    }
}
