using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>
/// Reads a truth table as text: lines of two operands and a product for every operand pair in any order, or one line of products
/// for every value of operand a, or one product a line. Lines and columns may have titles and numbers, as pandas writes them;
/// numbers may be decimal, hexadecimal or whole reals.
/// </summary>
internal static class TextTruthTable
{
    public static TableData Read(SourceText source)
    {
        try
        {
            return Read(SeparatedText.Parse(source.Path, source.Text));
        }
        catch (SeparatedTextException e)
        {
            throw new LibraryException(e.Message, e);
        }
    }

    /// <summary>Whether the first lines of a text are such a table.</summary>
    public static bool Is(SeparatedText head)
    {
        if (head.Rows.Count == 0)
            return false;
        var first = head.Rows[0].Fields;
        if (PairColumns.AreNamed(first) || IsNumber(first[0]))
            return true;
        // Titles that say nothing, above numbers.
        return first.Count is 1 or >= 3
            && first.All(f => !f.Contains('(', StringComparison.Ordinal))
            && head.Rows.Count > 1
            && head.Rows[1].Fields.Count >= first.Count
            && head.Rows[1].Fields.All(f => f.Length == 0 || IsNumber(f));

        bool IsNumber(string field) => TextNumber.Whole(field, head.Separator) is not null;
    }

    private static TableData Read(SeparatedText table)
    {
        var rows = table.Rows;
        // A separator at the end of every line begins no column.
        if (rows.Count > 0 && rows.Skip(rows.Count > 1 ? 1 : 0).All(EndsBlank))
            rows = [.. rows.Select(r => EndsBlank(r) ? r with { Fields = [.. r.Fields.Take(r.Fields.Count - 1)] } : r)];
        var titles = rows.Count > 0 && HasTitles(table, rows[0]) ? rows[0].Fields : null;
        var body = titles is null ? rows : [.. rows.Skip(1)];
        if (body.Count == 0)
            throw new LibraryException(
                $"{table.Path}: it has no products; a truth table has lines a,b,product, or 256 lines of 256 products"
            );
        return PairColumns.Of(titles, body[0].Fields.Count) is { } columns
            ? TextPairs.Read(table, body, columns)
            : TextGrid.Read(table, titles, body);
    }

    private static bool EndsBlank(TextRow row) => row.Fields.Count > 1 && row.Fields[^1].Length == 0;

    // The first row of numbers has a number first; pandas leaves the title of its index blank.
    private static bool HasTitles(SeparatedText table, TextRow row) => TextNumber.Whole(row.Fields[0], table.Separator) is null;

    /// <summary>A whole number of a row.</summary>
    /// <exception cref="SeparatedTextException">It is none.</exception>
    public static int Number(SeparatedText table, TextRow row, int column) =>
        TextNumber.Whole(row.Fields[column], table.Separator)
        ?? throw table.Fault(
            row,
            $"field {column + 1} is \"{Printed.Short(row.Fields[column])}\"; write integers, decimal or hexadecimal (0x1F)"
        );
}
