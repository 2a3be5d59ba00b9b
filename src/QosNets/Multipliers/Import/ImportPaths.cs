namespace QosNets.Multipliers;

/// <summary>The files of an import: those that were named, and those of folders by their endings.</summary>
internal static class ImportPaths
{
    private static readonly string[] Extensions =
    [
        ".c",
        ".h",
        ".cs",
        ".v",
        ".sv",
        ".blif",
        ".npy",
        ".bin",
        ".raw",
        ".csv",
        ".tsv",
        ".txt",
        ".json",
    ];

    /// <summary>Each file once, the fact sheet last; whether it was named itself or found in a folder.</summary>
    /// <exception cref="LibraryException">A folder cannot be read.</exception>
    public static List<(string Path, bool Named)> Find(IReadOnlyList<string> paths, string? factsPath, List<ImportNote> notes)
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
                var ending = Path.GetExtension(file);
                if (!Extensions.Contains(ending, StringComparer.OrdinalIgnoreCase))
                    notes.Add(
                        new ImportNote(
                            file,
                            "passed over, it has none of the extensions of models and tables; name the file itself to read it",
                            $"files ending in {(ending.Length > 0 ? SourceText.Printable(ending) : "nothing")}"
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
