namespace QosNets.Multipliers;

/// <summary>What an import read.</summary>
/// <param name="LibraryName">Name for the library.</param>
/// <param name="Multipliers">The multipliers in the order of the paths, files of a folder by their path (ordinal order).</param>
/// <param name="Notes">Differences between printed and recomputed figures beyond the printed rounding, contradicting facts, files
/// of a folder passed over.</param>
public sealed record ImportResult(string LibraryName, IReadOnlyList<Multiplier> Multipliers, IReadOnlyList<ImportNote> Notes)
{
    /// <summary>Makes the library.</summary>
    /// <exception cref="LibraryException">The multipliers make no library: for example signed and unsigned ones, or none is
    /// exact.</exception>
    public MultiplierLibrary ToLibrary() => new(LibraryName, Multipliers);
}
