using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>Compares two libraries by the names of their multipliers, and by their tables where a name is missing.</summary>
internal static class LibraryComparison
{
    /// <summary>Every difference, by the order of <paramref name="here"/>, then what only <paramref name="there"/> has.</summary>
    /// <remarks>Facts that one side does not know are no difference; sources and licences are not compared.</remarks>
    public static IReadOnlyList<LibraryDifference> Compare(MultiplierLibrary here, MultiplierLibrary there)
    {
        ArgumentNullException.ThrowIfNull(here);
        ArgumentNullException.ThrowIfNull(there);
        var differences = new List<LibraryDifference>();
        var others = there.Multipliers.ToDictionary(m => m.Name, StringComparer.Ordinal);
        // A name that only one side has may be another name of a table that both have.
        var tables = there
            .Multipliers.Where(m => !here.Multipliers.Any(h => h.Name == m.Name))
            .DistinctBy(m => (m.Widths, m.Digest))
            .ToDictionary(m => (m.Widths, m.Digest));
        foreach (var multiplier in here.Multipliers)
        {
            if (others.Remove(multiplier.Name, out var other))
                Compare(multiplier, other, differences);
            else if (
                multiplier.Aliases.Count > 0
                && tables.Remove((multiplier.Widths, multiplier.Digest), out var same)
                && multiplier.Aliases.Any(a => a.Name == same.Name)
                && others.Remove(same.Name)
            )
                Compare(multiplier, same, differences);
            else
                differences.Add(
                    new LibraryDifference(multiplier.Name, "multiplier", "there", "missing", $"only {here.Name} has it")
                );
        }
        differences.AddRange(
            there
                .Multipliers.Where(m => others.ContainsKey(m.Name))
                .Select(m => new LibraryDifference(m.Name, "multiplier", "missing", "there", $"only {there.Name} has it"))
        );
        return differences;
    }

    private static void Compare(Multiplier here, Multiplier there, List<LibraryDifference> differences)
    {
        var name = here.Name;
        if (here.Table.Signed != there.Table.Signed)
        {
            differences.Add(
                new LibraryDifference(
                    name,
                    "signed",
                    MultiplierLibrary.Kind(here.Table.Signed),
                    MultiplierLibrary.Kind(there.Table.Signed),
                    "products of unlike operands"
                )
            );
            return;
        }
        if (here.Widths != there.Widths)
            differences.Add(
                new LibraryDifference(name, "widths", $"{here.Widths}", $"{there.Widths}", "circuits of unlike operand widths")
            );
        var unlike = Enumerable
            .Range(0, TruthTable.Length)
            .Where(i => here.Table.Products[i] != there.Table.Products[i])
            .ToList();
        if (unlike.Count > 0)
        {
            var i = unlike[0];
            differences.Add(
                new LibraryDifference(
                    name,
                    "table",
                    Text(here.Table.Products[i]),
                    Text(there.Table.Products[i]),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{unlike.Count} of {TruthTable.Length} products differ, the first at a={Operand(i >> 8)} b={Operand(i)}"
                    )
                )
            );
        }
        if (here.PowerIsEstimated != there.PowerIsEstimated)
            differences.Add(
                new LibraryDifference(
                    name,
                    "power_mw",
                    Origin(here),
                    Origin(there),
                    "an estimate and a figure of another origin are not comparable"
                )
            );
        else
            Compare("power_mw", here.PowerMilliwatt, there.PowerMilliwatt);
        Compare("area_um2", here.AreaSquareMicrometre, there.AreaSquareMicrometre);
        Compare("delay_ns", here.DelayNanosecond, there.DelayNanosecond);
        foreach (var column in CostColumn.Known([here, there]).Except([CostColumn.Power, CostColumn.Area]))
            Compare(column, CostColumn.Of(here, column), CostColumn.Of(there, column));

        int Operand(int raw) => TruthTable.Operand((byte)raw, here.Table.Signed);

        void Compare(string quantity, double? a, double? b)
        {
            if (a is { } x && b is { } y && x != y)
                differences.Add(new LibraryDifference(name, quantity, Text(x), Text(y), "the facts differ"));
        }
    }

    private static string Origin(Multiplier m) => Text(m.PowerMilliwatt) + (m.PowerIsEstimated ? " (estimate)" : "");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
