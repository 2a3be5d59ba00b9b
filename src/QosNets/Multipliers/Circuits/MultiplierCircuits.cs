namespace QosNets.Multipliers;

/// <summary>Finds the circuit of a multiplier whose table is known.</summary>
internal static class MultiplierCircuits
{
    /// <summary>
    /// The circuit of a multiplier: its own; else that of a multiplier of equal products in a library; else by construction
    /// where its products are exact or it is a member of a generated family by its name. Null when none is known. Whatever is
    /// found has been compared with the table.
    /// </summary>
    /// <param name="multiplier">The multiplier.</param>
    /// <param name="library">Where circuits may be; null for none.</param>
    public static Netlist? Find(Multiplier multiplier, MultiplierLibrary? library = null)
    {
        ArgumentNullException.ThrowIfNull(multiplier);
        var signed = multiplier.Table.Signed;
        return Candidates(multiplier, library)
            .FirstOrDefault(c =>
                c is not null && c.Table(signed).ToTruthTable().Products.SequenceEqual(multiplier.Table.Products)
            );
    }

    private static IEnumerable<Netlist?> Candidates(Multiplier multiplier, MultiplierLibrary? library)
    {
        yield return multiplier.Circuit;
        foreach (var other in library?.Multipliers ?? [])
        {
            if (other.Circuit is not null && other.Table.Products.SequenceEqual(multiplier.Table.Products))
                yield return other.Circuit;
        }
        var native = NativeTable.Narrowest(multiplier.Table);
        if (!native.ErrorMap().AsSpan().ContainsAnyExcept(0))
            yield return ArrayCircuits.Exact(native.Widths, native.Signed);
        var prefix = FamilyMember.Prefix(native.Signed);
        if (
            multiplier.Name.StartsWith(prefix, StringComparison.Ordinal)
            && MultiplierFamilies.Named(multiplier.Name[prefix.Length..]) is { } member
        )
            yield return member.ToMultiplier(native.Signed).Circuit;
    }
}
