namespace QosNets.Data;

/// <summary>Counts the files in class folders that are not read, by ending.</summary>
internal sealed class LeftOut
{
    private readonly SortedDictionary<(string Part, string Ending), int> counts = [];

    /// <summary>Counts a file, unless it is one that accompanies images or that file managers leave.</summary>
    /// <param name="part">The part of the data set.</param>
    /// <param name="file">The file's path.</param>
    public void Count(string part, string file)
    {
        var ending = Path.GetExtension(file).ToLowerInvariant();
        if (Path.GetFileName(file)[0] != '.' && ending is not (".txt" or ".db" or ".ini"))
            counts[(part, ending)] = counts.GetValueOrDefault((part, ending)) + 1;
    }

    /// <summary>One line for each part that has such files.</summary>
    /// <param name="folder">The data set's folder.</param>
    public IReadOnlyList<string> Notes(string folder) =>
        [
            .. counts
                .GroupBy(c => c.Key.Part)
                .Select(p =>
                    $"{Path.Combine(folder, p.Key)}: {List(p)} not read; only .jpg, .jpeg and .png files are, so convert "
                    + "the others or leave them out on purpose"
                ),
        ];

    /// <summary>What there is instead of images in a part, for the end of a message; empty when there is nothing.</summary>
    public string Hint(string part) =>
        counts.Where(c => c.Key.Part == part).ToArray() is { Length: > 0 } found ? $" ({List(found)} not read)" : "";

    private static string List(IEnumerable<KeyValuePair<(string Part, string Ending), int>> counts)
    {
        var texts = counts.Select(c => $"{c.Value} {(c.Key.Ending.Length > 0 ? c.Key.Ending : "without ending")}");
        return $"{string.Join(", ", texts)} {(counts.Sum(c => c.Value) == 1 ? "file is" : "files are")}";
    }
}
