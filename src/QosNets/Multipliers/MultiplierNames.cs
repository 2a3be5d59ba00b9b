namespace QosNets.Multipliers;

/// <summary>Finds a multiplier of a library by what people call it.</summary>
internal sealed class MultiplierNames(MultiplierLibrary library)
{
    private const int ShortestDigest = 8;

    /// <summary>The position of the only multiplier that a name fits; a closer kind of name goes before a shorter one.</summary>
    /// <exception cref="LibraryException">There is none, or there are several.</exception>
    public int Find(string name)
    {
        Func<Multiplier, bool>[] kinds =
        [
            m => m.Aliases.Any(a => a.ToString() == name),
            m => m.Aliases.Any(a => a.Name == name),
            m => name.Length >= ShortestDigest && m.Digest.StartsWith(name, StringComparison.OrdinalIgnoreCase),
            m => IsShort(m.Name, name) || m.Aliases.Any(a => IsShort(a.Name, name)),
        ];
        foreach (var kind in kinds)
        {
            var found = Enumerable.Range(0, library.Multipliers.Count).Where(i => kind(library.Multipliers[i])).ToList();
            if (found.Count == 1)
                return found[0];
            if (found.Count > 1)
                throw new LibraryException(
                    $"library {library.Name}: \"{name}\" is "
                        + $"{string.Join(" and ", found.Take(4).Select(i => Described(library.Multipliers[i])))}"
                        + $"{(found.Count > 4 ? $" and {found.Count - 4} others" : "")}; write one of these names"
                );
        }
        var near = library
            .Multipliers.OrderBy(m => EditDistance(name, m.Name))
            .ThenBy(m => m.Name, StringComparer.Ordinal)
            .Take(3)
            .Select(m => m.Name);
        throw new LibraryException($"library {library.Name} has no multiplier \"{name}\"; nearest are {string.Join(", ", near)}");
    }

    private static string Described(Multiplier multiplier) =>
        multiplier.Aliases.Count > 0 ? $"{multiplier.Name} ({multiplier.Aliases[0]})" : multiplier.Name;

    private static bool IsShort(string name, string part)
    {
        var underscore = name.IndexOf('_', StringComparison.Ordinal);
        return underscore >= 0 && name.AsSpan(underscore + 1).SequenceEqual(part);
    }

    // Levenshtein distance, one row at a time.
    private static int EditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
