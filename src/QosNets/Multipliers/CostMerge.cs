namespace QosNets.Multipliers;

/// <summary>Adds cost columns to a library whose multipliers and tables stay as they are.</summary>
internal static class CostMerge
{
    /// <summary>
    /// The library with further costs. A value that is there already is replaced, with a note; powers, areas and delays are facts
    /// of the circuits and stay.
    /// </summary>
    /// <param name="library">The library.</param>
    /// <param name="costs">Costs by any name of a multiplier that <see cref="MultiplierLibrary.IndexOf"/> finds.</param>
    /// <param name="notes">Gets a note for every name that the library lacks and every value that is replaced.</param>
    /// <exception cref="LibraryException">None of the names is one of the library's.</exception>
    public static MultiplierLibrary Into(
        MultiplierLibrary library,
        IReadOnlyDictionary<string, CostList> costs,
        List<ImportNote> notes
    )
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(costs);
        ArgumentNullException.ThrowIfNull(notes);
        var multipliers = library.Multipliers.ToArray();
        var found = 0;
        foreach (var (name, added) in costs)
        {
            if (Index(library, name) is not { } index)
            {
                notes.Add(
                    new ImportNote(name, $"{library.Name} has no such multiplier; its costs are left out", "costs of others")
                );
                continue;
            }
            found++;
            var old = multipliers[index];
            foreach (var (column, value) in added)
            {
                if (old.Costs.Of(column) is { } before && before != value)
                    notes.Add(new ImportNote(old.Name, $"{column} was {before} and is {value} now", "costs that are replaced"));
            }
            multipliers[index] = old with { Costs = added.Over(old.Costs) };
        }
        return found > 0 || costs.Count == 0
            ? new MultiplierLibrary(library.Name, multipliers)
            : throw new LibraryException(
                $"library {library.Name}: it has none of the {costs.Count} multipliers whose costs are given, the first "
                    + $"{SourceText.Printable(costs.Keys.First())}; name them as the library or their publisher does"
            );
    }

    private static int? Index(MultiplierLibrary library, string name)
    {
        try
        {
            return library.IndexOf(name);
        }
        catch (LibraryException)
        {
            return null;
        }
    }
}
