namespace QosNets.Tabular;

/// <summary>
/// The name of a column without case, and the unit that stands in it: <c>power_mw</c>, <c>Power (mW)</c> and
/// <c>power [mW]</c> are the same.
/// </summary>
/// <param name="Name">Lower case, words joined by underscores.</param>
/// <param name="Unit">Lower case, micro as <c>u</c>, squares as <c>2</c>; blank when none is given.</param>
internal readonly record struct ColumnName(string Name, string Unit)
{
    private static readonly string[] Units =
    [
        "nw",
        "uw",
        "mw",
        "w",
        "nm2",
        "um2",
        "mm2",
        "fs",
        "ps",
        "ns",
        "us",
        "ms",
        "s",
        "min",
        "h",
        "percent",
    ];

    /// <summary>Takes a column's title apart.</summary>
    public static ColumnName Of(string title)
    {
        var text = title
            .Trim()
            .ToLowerInvariant()
            .Replace('µ', 'u')
            .Replace('μ', 'u')
            .Replace('²', '2')
            .Replace("^", "", StringComparison.Ordinal)
            .Replace("%", " percent", StringComparison.Ordinal);
        var bracket = text.IndexOfAny(['(', '[', '/']);
        if (bracket > 0)
            return new ColumnName(Words(text[..bracket]), Words(text[(bracket + 1)..].TrimEnd(')', ']', ' ')));
        var words = Words(text);
        var last = words.LastIndexOf('_');
        return last > 0 && Units.Contains(words[(last + 1)..])
            ? new ColumnName(words[..last], words[(last + 1)..])
            : new ColumnName(words, "");
    }

    private static string Words(string text) =>
        string.Join('_', text.Split([' ', '_', '-', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
