using System.Text;
using nietras.SeparatedValues;

namespace QosNets.Tabular;

/// <summary>
/// A table of text as people and programs write it: the separator shows by content (tab, semicolon, comma, bar or blanks) or
/// by a line <c>sep=;</c>; fields may be quoted; blank lines and lines that begin with <c>#</c>, <c>%</c> or <c>//</c> are left
/// out.
/// </summary>
internal sealed class SeparatedText
{
    /// <summary>Stands for one or more blanks.</summary>
    public const char Blanks = ' ';

    // Sep gets tabs for runs of blanks, since it takes every separator as the end of a field.
    private const char Tab = '\t';

    private SeparatedText(string path, char separator, IReadOnlyList<TextRow> rows)
    {
        Path = path;
        Separator = separator;
        Rows = rows;
    }

    /// <summary>What messages call the text.</summary>
    public string Path { get; }

    /// <summary>What separates fields; <see cref="Blanks"/> for runs of blanks.</summary>
    public char Separator { get; }

    /// <summary>All rows that have a field which is not blank.</summary>
    public IReadOnlyList<TextRow> Rows { get; }

    /// <summary>Reads a text.</summary>
    /// <exception cref="SeparatedTextException">A quoted field does not end in its line.</exception>
    public static SeparatedText Parse(string path, string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var separator = Separators.Stated(lines, out var statement);
        if (statement >= 0)
            lines[statement] = "";
        for (var i = 0; i < lines.Length; i++)
        {
            if (IsComment(lines[i]))
                lines[i] = "";
        }
        var known = separator ?? Separators.Shown(lines.FirstOrDefault(l => !string.IsNullOrWhiteSpace(l)) ?? "");
        if (known == Blanks)
            lines = Array.ConvertAll(lines, OneTab);
        return new SeparatedText(path, known, Read(path, string.Join('\n', lines), known == Blanks ? Tab : known));
    }

    /// <summary>An error in a row.</summary>
    public SeparatedTextException Fault(TextRow row, string reason) => new($"{Path} line {row.Line}: {reason}");

    /// <summary>The rows below a header, each with one field for every column of the header.</summary>
    /// <exception cref="SeparatedTextException">A row has another number of fields.</exception>
    public IEnumerable<TextRow> Below(TextRow header)
    {
        foreach (var row in Rows.Where(r => r.Line > header.Line))
        {
            var fields = row.Fields;
            // A separator at the end of a line begins no field.
            if (fields.Count == header.Fields.Count + 1 && fields[^1].Length == 0)
                fields = [.. fields.Take(header.Fields.Count)];
            if (fields.Count != header.Fields.Count)
                throw Fault(
                    row,
                    $"{fields.Count} fields for {header.Fields.Count} columns; fill every column, and quote fields that hold "
                        + $"{NameOf(Separator)}"
                );
            yield return row with
            {
                Fields = fields,
            };
        }
    }

    /// <summary>A separator, for people.</summary>
    public static string NameOf(char separator) =>
        separator switch
        {
            Tab => "tabs",
            Blanks => "blanks",
            ',' => "commas",
            ';' => "semicolons",
            _ => $"\"{separator}\"",
        };

    private static List<TextRow> Read(string path, string text, char separator)
    {
        var options = new SepReaderOptions(Sep.New(separator))
        {
            HasHeader = false,
            DisableColCountCheck = true,
            Unescape = true,
            Trim = SepTrim.All,
        };
        var rows = new List<TextRow>();
        using var reader = options.FromText(text);
        var line = 0;
        foreach (var row in reader)
        {
            line++;
            if (row.Span.Contains('\n'))
                throw new SeparatedTextException(
                    $"{path} line {line}: a quoted field goes over more than one line; end it with a quote"
                );
            var fields = new string[row.ColCount];
            var blank = true;
            for (var i = 0; i < fields.Length; i++)
            {
                fields[i] = row[i].ToString();
                blank &= fields[i].Length == 0;
            }
            if (!blank)
                rows.Add(new TextRow(line, fields));
        }
        return rows;
    }

    private static bool IsComment(string line)
    {
        var text = line.AsSpan().TrimStart();
        return text is ['#' or '%', ..] or ['/', '/', ..];
    }

    // Runs of blanks outside quotes become one tab.
    private static string OneTab(string line)
    {
        var text = new StringBuilder(line.Length);
        var quoted = false;
        foreach (var c in line.AsSpan().Trim())
        {
            quoted ^= c == '"';
            if (quoted || c is not (' ' or Tab))
                text.Append(c);
            else if (text[^1] != Tab)
                text.Append(Tab);
        }
        return text.ToString();
    }
}

/// <summary>A row of a table of text.</summary>
/// <param name="Line">Its line, counted from 1.</param>
/// <param name="Fields">Its fields without quotes and outer blanks.</param>
internal readonly record struct TextRow(int Line, IReadOnlyList<string> Fields);
