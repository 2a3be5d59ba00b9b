using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace QosNets.Training.Experiments;

/// <summary>A key and its value as written.</summary>
/// <param name="Path">Dotted name, for example <c>retraining.epochs</c>.</param>
/// <param name="Value">The value's syntax.</param>
/// <param name="Place">Where it stands, for messages: <c>FILE:LINE</c> or <c>--set KEY=VALUE</c>.</param>
internal sealed record TomlEntry(string Path, ValueSyntax Value, string Place);

/// <summary>Flattens TOML text into dotted keys that remember their lines.</summary>
internal static class TomlEntries
{
    /// <summary>All entries of a text, in order.</summary>
    /// <param name="toml">The text.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <exception cref="ExperimentException">The text is not TOML, or has arrays of tables.</exception>
    public static IReadOnlyList<TomlEntry> OfText(string toml, string file) =>
        OfText(toml, file, [.. ExperimentKeys.Sections.Skip(1).Select(s => s.Section)]);

    /// <summary>All entries of a text, in order.</summary>
    /// <param name="toml">The text.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <param name="sections">Names of the sections that it may have.</param>
    /// <exception cref="ExperimentException">The text is not TOML, or has other sections or arrays of tables.</exception>
    public static IReadOnlyList<TomlEntry> OfText(string toml, string file, IReadOnlyList<string> sections)
    {
        var document = SyntaxParser.Parse(toml, file, validate: true);
        foreach (var error in document.Diagnostics)
            throw new ExperimentException($"{file}:{error.Span.Start.Line + 1}: {error.Message}; correct the TOML");
        var entries = new List<TomlEntry>();
        string PlaceOf(SyntaxNode node) => $"{file}:{node.Span.Start.Line + 1}";
        foreach (var pair in document.KeyValues)
            Flatten("", pair, PlaceOf, entries);
        foreach (var table in document.Tables)
        {
            var section = PathOf(table.Name!);
            if (table is TableArraySyntax)
                throw new ExperimentException(
                    $"{PlaceOf(table)}: [[{section}]] is a list of sections, which no key takes; write [{section}]"
                );
            if (!sections.Contains(section))
                throw new ExperimentException(
                    $"{PlaceOf(table)}: [{section}] is not a section; "
                        + (sections.Count == 0 ? "the file has none" : $"the nearest is [{NearestName.Of(section, sections)}]")
                );
            foreach (var pair in table.Items)
                Flatten(section + ".", pair, PlaceOf, entries);
        }
        return entries;
    }

    /// <summary>
    /// The entry of one <c>key=value</c> from the command line. The value is TOML; what is none is taken as a string, so that
    /// words and paths need no quotes.
    /// </summary>
    /// <param name="text">The key and its value.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="ExperimentException">There is no key or no <c>=</c>.</exception>
    public static TomlEntry OfOverride(string text, string place)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? "" : text[..equals].Trim();
        if (path.Length == 0)
            throw new ExperimentException($"{place}: expected KEY=VALUE, for example --set retraining.epochs=2");
        var value = text[(equals + 1)..].Trim();
        var document = SyntaxParser.Parse("value = " + value + "\n", place, validate: true);
        var whole = !document.HasErrors && document.KeyValues.ChildrenCount == 1 && document.Tables.ChildrenCount == 0;
        return new TomlEntry(path, whole ? document.KeyValues.GetChild(0)!.Value! : new StringValueSyntax(value), place);
    }

    private static void Flatten(string prefix, KeyValueSyntax pair, Func<SyntaxNode, string> placeOf, List<TomlEntry> entries)
    {
        var path = prefix + PathOf(pair.Key!);
        if (pair.Value is InlineTableSyntax table)
        {
            foreach (var item in table.Items)
                Flatten(path + ".", item.KeyValue!, placeOf, entries);
        }
        else
        {
            entries.Add(new TomlEntry(path, pair.Value!, placeOf(pair)));
        }
    }

    /// <summary>A key as dotted text, quotes of its parts taken off.</summary>
    public static string PathOf(KeySyntax key) =>
        string.Join(
            ".",
            key.DotKeys.Select(d => d.Key).Prepend(key.Key).Select(k => k is StringValueSyntax s ? s.Value : k!.ToString().Trim())
        );
}
