namespace QosNets.Tabular;

/// <summary>Tells what separates the fields of a table of text.</summary>
internal static class Separators
{
    /// <summary>The separator of a line <c>sep=;</c>, as spreadsheets write it, before all others; null when there is
    /// none.</summary>
    /// <param name="lines">The lines of the text.</param>
    /// <param name="index">Position of that line, or -1.</param>
    public static char? Stated(string[] lines, out int index)
    {
        index = Array.FindIndex(lines, l => !string.IsNullOrWhiteSpace(l));
        if (index >= 0)
        {
            var line = lines[index].AsSpan().Trim().Trim('"');
            if (
                line.Length == 5
                && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase)
                && line[4] is ',' or ';' or '\t' or '|'
            )
                return line[4];
            // A tab at the end of the line is trimmed with the blanks around it.
            if (line.Equals("sep=", StringComparison.OrdinalIgnoreCase) && lines[index].Contains('\t', StringComparison.Ordinal))
                return '\t';
        }
        index = -1;
        return null;
    }

    /// <summary>
    /// The separator that the first line of a table shows. A semicolon goes before a comma, which may be that of a decimal.
    /// </summary>
    public static char Shown(string line)
    {
        var (tabs, semicolons, commas, bars, blanks) = (0, 0, 0, 0, 0);
        var quoted = false;
        var text = line.AsSpan().Trim();
        foreach (var c in text)
        {
            quoted ^= c == '"';
            if (quoted)
                continue;
            tabs += c == '\t' ? 1 : 0;
            semicolons += c == ';' ? 1 : 0;
            commas += c == ',' ? 1 : 0;
            bars += c == '|' ? 1 : 0;
            blanks += c == ' ' ? 1 : 0;
        }
        // Tabs that only align the fields follow another separator.
        if (tabs > 0 && !text.Contains(",\t", StringComparison.Ordinal) && !text.Contains(";\t", StringComparison.Ordinal))
            return '\t';
        return semicolons > 0 ? ';'
            : commas > 0 ? ','
            : bars > 0 ? '|'
            : blanks + tabs > 0 ? SeparatedText.Blanks
            // One column: any separator reads it, and a comma is what a header of one column may end in.
            : ',';
    }
}
