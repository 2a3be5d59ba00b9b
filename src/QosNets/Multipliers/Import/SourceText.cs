using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>The text of an imported file, and errors that name a place in it.</summary>
internal sealed record SourceText(string Path, string Text)
{
    /// <summary>An error at a character, with its line and column, both counted from 1.</summary>
    public LibraryException Fault(int offset, string reason)
    {
        var before = Text.AsSpan(0, Math.Min(offset, Text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        return new LibraryException($"{Path} line {line} column {column}: {reason}");
    }

    /// <summary>A short printable form of a piece of the text.</summary>
    public string Show(int start, int length) => Printable(Text.AsSpan(start, length));

    /// <summary>A short printable form of any text from a file.</summary>
    public static string Printable(ReadOnlySpan<char> text) => Printed.Short(text);
}
