namespace QosNets.Cli.Output;

/// <summary>A table of plain text: columns aligned with spaces, so that it reads well in a terminal, a log and a diff.</summary>
internal sealed class TextTable
{
    private readonly IReadOnlyList<string> titles;
    private readonly bool[] right;
    private readonly List<IReadOnlyList<string>> rows = [];

    /// <summary>An empty table.</summary>
    /// <param name="titles">Titles of the columns; one that begins with <c>&gt;</c> has its column aligned to the right.</param>
    public TextTable(params IReadOnlyList<string> titles)
    {
        right = [.. titles.Select(t => t.StartsWith('>'))];
        this.titles = [.. titles.Select(t => t.TrimStart('>'))];
    }

    /// <summary>Adds a row with as many cells as there are titles.</summary>
    public void Add(params IReadOnlyList<string> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Count, titles.Count);
        rows.Add(cells);
    }

    /// <summary>Writes titles, a rule and all rows.</summary>
    public void Write(TextWriter output)
    {
        var widths = titles.Select((title, i) => rows.Select(r => r[i].Length).Append(title.Length).Max()).ToArray();
        WriteRow(output, titles, widths);
        WriteRow(output, [.. widths.Select(w => new string('-', w))], widths);
        foreach (var row in rows)
            WriteRow(output, row, widths);
    }

    private void WriteRow(TextWriter output, IReadOnlyList<string> cells, int[] widths) =>
        output.WriteLine(
            string.Join("  ", cells.Select((c, i) => right[i] ? c.PadLeft(widths[i]) : c.PadRight(widths[i]))).TrimEnd()
        );
}
