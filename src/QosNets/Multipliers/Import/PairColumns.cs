using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>Where lines of operand pairs have their operands and their product.</summary>
internal readonly record struct PairColumns(int A, int B, int Product, int Count)
{
    private static readonly string[] ProductNames = ["product", "p", "result", "o", "y", "out", "output", "z", "value", "c"];

    /// <summary>Whether titles are those of operand pairs.</summary>
    public static bool AreNamed(IReadOnlyList<string> titles) => Named(titles) is not null;

    /// <summary>The columns by their titles or else by their number; null when lines hold no pairs.</summary>
    /// <param name="titles">Titles of the columns, or null.</param>
    /// <param name="count">Fields of a line.</param>
    public static PairColumns? Of(IReadOnlyList<string>? titles, int count)
    {
        if (titles is not null && Named(titles) is { } named)
            return named;
        return count switch
        {
            3 => new PairColumns(0, 1, 2, 3),
            // A running number first, as pandas writes it.
            4 when titles is null || titles[0].Length == 0 => new PairColumns(1, 2, 3, 4),
            _ => null,
        };
    }

    private static PairColumns? Named(IReadOnlyList<string> titles)
    {
        var names = titles.Select(t => ColumnName.Of(t).Name).ToList();
        var (a, b) = (names.FindIndex(n => n is "a" or "activation"), names.FindIndex(n => n is "b" or "weight"));
        var product = names.FindIndex(n => ProductNames.Contains(n));
        return a >= 0 && b >= 0 && product >= 0 ? new PairColumns(a, b, product, names.Count) : null;
    }
}
