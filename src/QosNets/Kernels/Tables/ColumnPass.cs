namespace QosNets.Kernels;

/// <summary>
/// At most 16 classes of weights whose columns of a table differ by constants only. A look-up by class then serves all
/// weights of it. Several passes make a table: their look-ups are added.
/// </summary>
/// <param name="ClassOf">The class of every weight byte, 0 to 15, or <see cref="None"/>.</param>
/// <param name="Weights">One weight of each class, whose column stands for those of the others.</param>
/// <param name="HasTerms">Whether the columns of this pass bear the terms of the activation alone.</param>
internal sealed record ColumnPass(byte[] ClassOf, byte[] Weights, bool HasTerms)
{
    /// <summary>Most classes of a pass: a shuffle looks up one of 16 bytes.</summary>
    internal const int MaxClasses = 16;

    /// <summary>Class of a weight to which a pass adds nothing: a shuffle gives 0 to indices whose highest bit is set.</summary>
    internal const byte None = 0x80;

    /// <summary>
    /// The fewest passes for entries whose row 0 and column 0 are zero: one for at most 16 distinct columns, two for at most
    /// 32, or where column b is the sum of those of its lower and its upper four bits. Null where two do not suffice.
    /// </summary>
    /// <param name="entries">65,536 entries, index 256·a + b.</param>
    internal static ColumnPass[]? Find(ReadOnlySpan<int> entries)
    {
        var turned = new int[PreparedTable.Entries];
        for (var a = 0; a < 256; a++)
        for (var b = 0; b < 256; b++)
            turned[256 * b + a] = entries[256 * a + b];
        var classes = RowClasses.Find(turned);
        if (classes.Count <= MaxClasses)
            return [Of(classes.Of, 0)];
        if (classes.Count <= 2 * MaxClasses)
            return [Of(classes.Of, 0), Of(classes.Of, MaxClasses)];
        return AreSumsOfHalves(turned) ? Halves() : null;
    }

    /// <summary>The pass of 16 classes from the first on.</summary>
    private static ColumnPass Of(int[] classes, int first)
    {
        var of = Array.ConvertAll(classes, c => c >= first && c < first + MaxClasses ? (byte)(c - first) : None);
        var count = Math.Min(MaxClasses, classes.Max() + 1 - first);
        return new ColumnPass(of, [.. Enumerable.Range(0, count).Select(c => (byte)Array.IndexOf(of, (byte)c))], true);
    }

    private static bool AreSumsOfHalves(int[] columns)
    {
        for (var b = 0; b < 256; b++)
        {
            var (lower, upper) = (256 * (b & 0x0F), 256 * (b & 0xF0));
            for (var a = 0; a < 256; a++)
                if (columns[256 * b + a] != columns[lower + a] + columns[upper + a])
                    return false;
        }

        return true;
    }

    private static ColumnPass[] Halves()
    {
        byte[] halves = [.. Enumerable.Range(0, MaxClasses).Select(c => (byte)c)];
        byte[] weights = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        return
        [
            new(Array.ConvertAll(weights, b => (byte)(b & 0x0F)), halves, true),
            new(Array.ConvertAll(weights, b => (byte)(b >> 4)), Array.ConvertAll(halves, c => (byte)(c << 4)), false),
        ];
    }
}
