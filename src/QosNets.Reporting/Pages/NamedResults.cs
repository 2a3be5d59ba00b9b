using System.Text.Json;
using System.Text.RegularExpressions;
using QosNets.Reporting.Results;

namespace QosNets.Reporting.Pages;

/// <summary>Results with the name of their folder.</summary>
/// <param name="Name">Name of the folder of <c>results.json</c>.</param>
/// <param name="Results">The results.</param>
internal sealed partial record NamedResults(string Name, RunResults Results)
{
    /// <summary>What runs that differ in their seed only have in common: the name without <c>-seedN</c>.</summary>
    public string Group => SeedSuffix().Replace(Name, "");

    /// <summary>All results of folders.</summary>
    /// <param name="patterns">Folders that hold a <c>results.json</c>; the last part may hold <c>*</c>.</param>
    /// <param name="root">Folder that the patterns are relative to.</param>
    /// <returns>In the order of the patterns, those of one pattern by name.</returns>
    /// <exception cref="ResultsPageException">
    /// A pattern finds nothing, a file cannot be read, or a group has a seed twice.
    /// </exception>
    public static IReadOnlyList<NamedResults> Read(IEnumerable<string> patterns, string root)
    {
        List<NamedResults> all = [.. patterns.SelectMany(pattern => ReadOne(pattern, root))];
        // A seed that counts twice would make the interval of a mean too narrow.
        if (all.GroupBy(r => (r.Group, r.Results.Seed)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ResultsPageException(
                $"{string.Join(" and ", twice.Select(r => r.Name))}: both hold seed {twice.Key.Seed} of {twice.Key.Group}"
            );
        return all;
    }

    private static IEnumerable<NamedResults> ReadOne(string pattern, string root)
    {
        var path = Path.GetFullPath(Path.Combine(root, pattern));
        var parent = Path.GetDirectoryName(path) ?? path;
        var files = Directory.Exists(parent)
            ? Directory
                .EnumerateDirectories(parent, Path.GetFileName(path))
                .Select(folder => Path.Combine(folder, "results.json"))
                .Where(File.Exists)
                .Order(StringComparer.Ordinal)
                .ToList()
            : [];
        if (files.Count == 0)
            throw new ResultsPageException($"no folder '{pattern}' with a results.json below {root}");
        return files.Select(Read);
    }

    private static NamedResults Read(string file)
    {
        try
        {
            return new NamedResults(Path.GetFileName(Path.GetDirectoryName(file)!), ResultsJson.Read(file));
        }
        catch (JsonException e)
        {
            throw new ResultsPageException(e.Message);
        }
    }

    [GeneratedRegex("-seed[0-9]+$")]
    private static partial Regex SeedSuffix();
}
