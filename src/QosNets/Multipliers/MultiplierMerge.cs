using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>Makes multipliers of equal products one: the table is what a multiplier is, names and costs come with it.</summary>
internal static class MultiplierMerge
{
    /// <summary>
    /// Merges multipliers whose tables have one digest: the first keeps its place and name and gets all published names; of the
    /// costs those of the circuit of lowest power hold, and where it lacks one the other's. Where a name is taken by another
    /// table, the later one gets its collection as suffix.
    /// </summary>
    /// <param name="multipliers">The multipliers, all unsigned or all signed.</param>
    /// <param name="notes">Gets a note for every multiplier that was merged or renamed.</param>
    public static List<Multiplier> Merge(IEnumerable<Multiplier> multipliers, List<ImportNote> notes)
    {
        ArgumentNullException.ThrowIfNull(multipliers);
        ArgumentNullException.ThrowIfNull(notes);
        var merged = new List<Multiplier>();
        var positions = new Dictionary<(string Digest, OperandWidths Widths, bool Signed), int>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var multiplier in multipliers)
        {
            var key = (multiplier.Digest, multiplier.Widths, multiplier.Table.Signed);
            if (positions.TryGetValue(key, out var position))
            {
                var first = merged[position];
                if (first.Name != multiplier.Name || !first.Aliases.Equals(multiplier.Aliases))
                    notes.Add(
                        new ImportNote(
                            multiplier.Name,
                            multiplier.Aliases.Count > 0
                                ? $"it has the products of {first.Name}; they are one multiplier with both names"
                                : $"it has the products of {first.Name}, which keeps its name and has the cheaper of both costs",
                            "multipliers of equal products"
                        )
                    );
                if (first.PowerMilliwatt != multiplier.PowerMilliwatt)
                    notes.Add(PowerNote(first, multiplier));
                merged[position] = Both(first, multiplier);
                continue;
            }
            var name = Free(multiplier, names);
            if (name != multiplier.Name)
                notes.Add(
                    new ImportNote(
                        multiplier.Name,
                        $"another multiplier has this name; this one is {name}",
                        "names that two collections use for unlike multipliers"
                    )
                );
            names.Add(name);
            positions.Add(key, merged.Count);
            merged.Add(multiplier with { Name = name });
        }
        return merged;
    }

    /// <summary>
    /// Adds multipliers to a library; one whose table the library has makes its power no higher and gives it its names.
    /// </summary>
    /// <exception cref="LibraryException">A name is taken by another table, or the multipliers make no library.</exception>
    public static MultiplierLibrary Into(MultiplierLibrary library, IReadOnlyList<Multiplier> added, List<ImportNote> notes)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(added);
        foreach (var multiplier in added)
        {
            if (
                library.Multipliers.FirstOrDefault(m => m.Name == multiplier.Name) is { } taken
                && (taken.Widths != multiplier.Widths || taken.Digest != multiplier.Digest)
                && multiplier.Aliases.Count == 0
            )
                throw new LibraryException(
                    $"library {library.Name}: it has a multiplier {multiplier.Name} with other products; rename yours, or say "
                        + $"--generation NAME to tell their collections apart"
                );
        }
        return new MultiplierLibrary(library.Name, Merge([.. library.Multipliers, .. added], notes));
    }

    private static ImportNote PowerNote(Multiplier first, Multiplier second)
    {
        var (one, other) = (first.PowerMilliwatt, second.PowerMilliwatt);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{first.Name} has the lower power, {Math.Min(one, other)} mW; {Math.Max(one, other)} mW is dropped"
        );
        return first.Table.IsExact && other < one && first.Widths == OperandWidths.Full
            ? new ImportNote(
                second.Name,
                $"{text}. It is the exact multiplier, which every saving is measured against, so all of them change",
                "exact multipliers whose power has changed, and with it every saving"
            )
            : new ImportNote(second.Name, text, "equal products at unequal power");
    }

    private static Multiplier Both(Multiplier first, Multiplier second)
    {
        var (cheaper, other) = second.PowerMilliwatt < first.PowerMilliwatt ? (second, first) : (first, second);
        return first with
        {
            PowerMilliwatt = cheaper.PowerMilliwatt,
            AreaSquareMicrometre = cheaper.AreaSquareMicrometre ?? other.AreaSquareMicrometre,
            DelayNanosecond = cheaper.DelayNanosecond ?? other.DelayNanosecond,
            LookUpTables = cheaper.LookUpTables ?? other.LookUpTables,
            Costs = cheaper.Costs.Over(other.Costs),
            Published = first.Published ?? second.Published,
            Ports = first.Ports ?? second.Ports,
            Circuit = first.Circuit ?? second.Circuit,
            Aliases = new AliasList([.. first.Aliases, .. second.Aliases]),
        };
    }

    private static string Free(Multiplier multiplier, HashSet<string> taken)
    {
        if (!taken.Contains(multiplier.Name))
            return multiplier.Name;
        var stem = multiplier.Aliases.Count > 0 ? $"{multiplier.Name}_{multiplier.Aliases[0].Generation}" : multiplier.Name;
        var name = stem;
        for (var i = 2; taken.Contains(name); i++)
            name = $"{stem}_{i}";
        return name;
    }
}
