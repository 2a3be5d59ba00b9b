using QosNets.Training.Experiments;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace QosNets.Sweeps.Files;

/// <summary>A key of a sweep file with its value as written.</summary>
/// <param name="Path">The key, dotted.</param>
/// <param name="Value">The value's syntax.</param>
/// <param name="Place"><c>FILE:LINE</c>, for messages.</param>
internal sealed record SweepEntry(string Path, ValueSyntax Value, string Place)
{
    /// <summary>The value as written.</summary>
    public string Text => Value.ToString().Trim();
}

/// <summary>A section of a sweep file: its name (empty at the top) and its entries in their order.</summary>
internal sealed record SweepSection(string Name, bool IsList, string Place, IReadOnlyList<SweepEntry> Entries);

/// <summary>Takes a sweep file apart.</summary>
internal static class SweepEntries
{
    /// <summary>The sections of a text, the top first.</summary>
    /// <exception cref="SweepException">The text is not TOML.</exception>
    public static IReadOnlyList<SweepSection> Of(string toml, string file)
    {
        var document = SyntaxParser.Parse(toml, file, validate: true);
        foreach (var error in document.Diagnostics)
            throw new SweepException($"{file}:{error.Span.Start.Line + 1}: {error.Message}; correct the TOML");
        string PlaceOf(SyntaxNode node) => $"{file}:{node.Span.Start.Line + 1}";
        IReadOnlyList<SweepEntry> Entries(IEnumerable<KeyValueSyntax> pairs) =>
            [.. pairs.Select(p => new SweepEntry(TomlEntries.PathOf(p.Key!), p.Value!, PlaceOf(p)))];
        return
        [
            new SweepSection("", false, file, Entries(document.KeyValues)),
            .. document.Tables.Select(t => new SweepSection(
                TomlEntries.PathOf(t.Name!),
                t is TableArraySyntax,
                PlaceOf(t),
                Entries(t.Items)
            )),
        ];
    }
}
