namespace QosNets.Kernels;

/// <summary>Which rows of a table are equal: activations with equal rows form a class.</summary>
/// <param name="Of">The class of each of the 256 rows, numbered as they first appear.</param>
/// <param name="Count">Number of classes.</param>
internal sealed record RowClasses(int[] Of, int Count)
{
    /// <summary>Every row for itself.</summary>
    internal static RowClasses None { get; } = new([.. Enumerable.Range(0, 256)], 256);

    /// <summary>Compares all rows of 256 entries.</summary>
    internal static RowClasses Find(ReadOnlySpan<int> table)
    {
        var of = new int[256];
        var firsts = new List<(int Hash, int Row)>();
        for (var a = 0; a < 256; a++)
        {
            var row = table.Slice(256 * a, 256);
            var hash = Hash(row);
            var found = 0;
            while (
                found < firsts.Count
                && !(firsts[found].Hash == hash && table.Slice(256 * firsts[found].Row, 256).SequenceEqual(row))
            )
                found++;
            if (found == firsts.Count)
                firsts.Add((hash, a));
            of[a] = found;
        }

        return new RowClasses(of, firsts.Count);
    }

    private static int Hash(ReadOnlySpan<int> row)
    {
        var hash = 17;
        foreach (var value in row)
            hash = unchecked(hash * 31 + value);
        return hash;
    }
}
