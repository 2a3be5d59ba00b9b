namespace QosNets.Multipliers;

/// <summary>
/// Reads multipliers from files that others wrote: C, Verilog and BLIF models, truth tables (raw 16-bit, NumPy, text, arrays in C
/// or C# source) and fact sheets. What a file is shows by its content. Nothing is executed or compiled.
/// </summary>
internal static class MultiplierImport
{
    // All files of an import are in memory at once.
    private const long MaximumBytes = 512L << 20;

    /// <summary>Formats that files may have, as people call them.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. ImportFormats.All.Select(f => f.Words)];

    /// <summary>Reads files, and all files of folders and of folders in them.</summary>
    /// <param name="paths">Files or folders. In a folder, files that hold no multiplier are passed over with a note.</param>
    /// <param name="options">What the files do not say.</param>
    /// <exception cref="LibraryException">A file that was named is not readable (with line and column for text), it stays open
    /// whether a table is signed, two files of one name differ, or the power of a multiplier is not known. All such problems are
    /// in <see cref="LibraryException.Problems"/>.</exception>
    public static ImportResult Read(IReadOnlyList<string> paths, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.LibraryName, nameof(options));
        var notes = new List<ImportNote>();
        var problems = new List<LibraryException>();
        var facts = new Dictionary<string, Facts>(StringComparer.Ordinal);
        var opened = Open(ImportPaths.Find(paths, options.FactsPath, notes), options, facts, notes, problems);
        var reader = new ModelReader(facts, options);
        var models = new List<ReadModel>();
        foreach (var (file, named) in opened)
            Try(file.Path, named, () => models.Add(reader.Read(file)), notes, problems);
        var multipliers = Join(models, options, notes, problems);
        var unused = facts.Keys.Except(models.Select(m => m.Name)).ToArray();
        var costs = unused
            .Where(n => options.CostsAlone && facts[n].AllCosts.Count > 0)
            .ToDictionary(n => n, n => facts[n].AllCosts, StringComparer.Ordinal);
        if (multipliers.Count == 0 && problems.Count == 0 && costs.Count == 0)
            throw new LibraryException(
                "the paths hold no multiplier; give models, truth tables (docs/multipliers.md lists the formats) or folders "
                    + $"of them{Why(notes)}"
            );
        LibraryException.ThrowAny(problems);
        unused = [.. unused.Where(n => !costs.ContainsKey(n))];
        if (unused.Length > 0)
        {
            var names = string.Join(", ", unused.Take(5).Select(n => SourceText.Printable(n)));
            var more = unused.Length > 5 ? ", …" : "";
            notes.Add(
                new ImportNote(
                    "facts",
                    $"{unused.Length} names without a model or table: {names}{more}",
                    "facts without a multiplier"
                )
            );
        }
        return new ImportResult(options.LibraryName, multipliers, notes) { Costs = costs };
    }

    private static List<(ImportFile File, bool Named)> Open(
        List<(string Path, bool Named)> paths,
        ImportOptions options,
        Dictionary<string, Facts> facts,
        List<ImportNote> notes,
        List<LibraryException> problems
    )
    {
        var files = new List<(ImportFile File, bool Named)>();
        var total = 0L;
        foreach (var (path, named) in paths)
        {
            Try(
                path,
                named,
                () =>
                {
                    var file = ImportFile.Open(path);
                    total += file.Bytes.Length;
                    if (file.Format == ImportFormat.Facts)
                        FactSheet.Read(file.Source, facts, notes);
                    else if (path == options.FactsPath)
                        throw new LibraryException($"{path}: it is no fact sheet; give a CSV with a column \"name\", or JSON");
                    else
                        files.Add((file, named));
                },
                notes,
                problems
            );
            if (total > MaximumBytes)
                throw new LibraryException(
                    $"{path}: the files have more than {MaximumBytes >> 20} MB in all; import them in parts"
                );
        }
        return files;
    }

    // What was found in a folder is passed over when it is no multiplier; what was named must be one.
    private static void Try(string path, bool named, Action read, List<ImportNote> notes, List<LibraryException> problems)
    {
        try
        {
            read();
        }
        catch (NoMultiplierException e)
        {
            Pass(e.Kind, e);
        }
        catch (LibraryException e)
        {
            Pass("files that are not readable as models, tables or fact sheets", e);
        }

        void Pass(string kind, Exception e)
        {
            if (named)
                problems.Add(e as LibraryException ?? new LibraryException(e.Message, e));
            else
                notes.Add(
                    new ImportNote(
                        path,
                        $"passed over, {e.Message.Replace(path, "", StringComparison.Ordinal).TrimStart(':', ' ')}",
                        kind
                    )
                );
        }
    }

    private static List<Multiplier> Join(
        List<ReadModel> models,
        ImportOptions options,
        List<ImportNote> notes,
        List<LibraryException> problems
    )
    {
        var multipliers = new List<Multiplier>();
        var powerless = new List<string>();
        foreach (var group in models.GroupBy(m => m.Name, StringComparer.Ordinal))
        {
            var files = group.ToList();
            try
            {
                multipliers.Add(ModelJoin.Join(files, options, notes));
                if (!ModelJoin.HasPower(files))
                    powerless.Add(group.Key);
            }
            catch (LibraryException e)
            {
                problems.Add(e);
            }
        }
        if (options.PowerMilliwatt is { } power && multipliers.Count == 1 && powerless.Count == 1)
            return [multipliers[0] with { PowerMilliwatt = power }];
        if (powerless.Count > 0)
            problems.Add(
                new LibraryException(
                    $"{string.Join(", ", powerless.Take(5))}{(powerless.Count > 5 ? $" and {powerless.Count - 5} others" : "")}: "
                        + $"power is not known; give a fact sheet with columns name and power_mw (--facts)"
                )
            );
        return options.Generation is null ? multipliers : MultiplierMerge.Merge(multipliers, notes);
    }

    private static string Why(List<ImportNote> notes) =>
        notes.FirstOrDefault() is { } note ? $" (the first of {notes.Count} files passed over: {note})" : "";
}
