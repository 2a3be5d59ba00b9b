namespace QosNets.Multipliers;

/// <summary>What an import read.</summary>
/// <param name="LibraryName">Name for the library.</param>
/// <param name="Multipliers">The multipliers in the order of the paths, files of a folder by their path (ordinal order).</param>
/// <param name="Notes">Differences between printed and recomputed figures beyond the printed rounding, contradicting facts, files
/// of a folder passed over.</param>
internal sealed record ImportResult(string LibraryName, IReadOnlyList<Multiplier> Multipliers, IReadOnlyList<ImportNote> Notes)
{
    /// <summary>
    /// Costs of multipliers that fact sheets name and no file has, with <see cref="ImportOptions.CostsAlone"/>.
    /// </summary>
    public IReadOnlyDictionary<string, CostList> Costs { get; init; } = new Dictionary<string, CostList>();

    /// <summary>Makes the library.</summary>
    /// <exception cref="LibraryException">The multipliers make no library: for example signed and unsigned ones, or none is
    /// exact.</exception>
    public MultiplierLibrary ToLibrary() => new(LibraryName, Multipliers);

    /// <summary>Makes a library of each kind that was read: of unsigned and of signed multipliers.</summary>
    /// <exception cref="LibraryException">The multipliers of a kind make no library.</exception>
    public IReadOnlyList<MultiplierLibrary> ToLibraries()
    {
        var kinds = Multipliers.GroupBy(m => m.Table.Signed).OrderBy(k => k.Key).ToList();
        return kinds.Count == 1
            ? [ToLibrary()]
            : [.. kinds.Select(k => new MultiplierLibrary($"{LibraryName}-{MultiplierLibrary.Kind(k.Key)}", k))];
    }
}
