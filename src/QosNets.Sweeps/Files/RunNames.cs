namespace QosNets.Sweeps.Files;

/// <summary>Names of runs, made of what tells them apart.</summary>
internal static class RunNames
{
    /// <summary>A name that is good for a folder on every system.</summary>
    /// <param name="variant">Name of the <c>[[run]]</c>, or empty.</param>
    /// <param name="cell">The values of the grid.</param>
    /// <param name="otherwise">What to take where neither says anything.</param>
    public static string Of(string variant, IReadOnlyList<SweepSetting> cell, string otherwise)
    {
        var parts = cell.Select(s => LastPart(s.Key) + Plain(s.Value));
        var name = string.Join('-', variant.Length > 0 ? parts.Prepend(Plain(variant)) : parts);
        return name.Length > 0 ? name : otherwise;
    }

    private static string LastPart(string key) => key[(key.LastIndexOf('.') + 1)..].Replace("_", "", StringComparison.Ordinal);

    // A path is told by its file; what no folder may be called becomes an underscore.
    private static string Plain(string value)
    {
        var text = value.Trim('"', '[', ']').Replace(", ", "_", StringComparison.Ordinal);
        if (text.Contains('/', StringComparison.Ordinal))
            text = Path.GetFileNameWithoutExtension(text);
        return string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_')).Trim('.');
    }
}
