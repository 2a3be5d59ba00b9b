using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>
/// Reads facts of multipliers by name: a table of text whose first line names the columns, or JSON (<see cref="FactJson"/>).
/// Columns: name, signed, width_a, width_b, power, power_is_estimated, area, delay, mae, wce, mse, ep_percent, mre_percent,
/// mae_percent, wce_percent, luts, fpga_power, fpga_delay, cost_NAME, source, licence; powers, areas and delays may name their
/// unit. Others are named in a note, and an empty field says nothing.
/// </summary>
internal static class FactSheet
{
    /// <summary>Adds the facts of a sheet to those that are known.</summary>
    /// <exception cref="LibraryException">The sheet is not readable, or a name has two different lines of facts.</exception>
    public static void Read(SourceText source, Dictionary<string, Facts> facts, List<ImportNote> notes)
    {
        if (source.Text.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            FactJson.Read(source, facts);
            return;
        }
        try
        {
            Read(SeparatedText.Parse(source.Path, source.Text), facts, notes);
        }
        catch (SeparatedTextException e)
        {
            throw new LibraryException(e.Message, e);
        }
    }

    /// <summary>Whether a row names the columns of a sheet.</summary>
    public static bool IsHeader(TextRow row) =>
        row.Fields.Any(FactColumns.IsName) && !row.Fields.Any(f => f.AsSpan().ContainsAny("={};"));

    private static void Read(SeparatedText table, Dictionary<string, Facts> all, List<ImportNote> notes)
    {
        if (table.Rows.Count == 0 || !IsHeader(table.Rows[0]))
            throw new SeparatedTextException(
                $"{table.Path} line 1: no column \"name\"; the first line of a fact sheet names its columns"
            );
        var header = table.Rows[0];
        var unknown = header.Fields.Where(f => !FactRecord.Reads(f)).Select(f => Printed.Short(f)).ToArray();
        if (unknown.Length > 0)
            notes.Add(new ImportNote(table.Path, $"columns that are not read: {string.Join(", ", unknown)}"));
        foreach (var row in table.Below(header))
        {
            var record = new FactRecord($"{table.Path} line {row.Line}");
            for (var i = 0; i < header.Fields.Count; i++)
                record.Set(header.Fields[i], row.Fields[i], table.Separator);
            record.AddTo(all);
        }
    }
}
