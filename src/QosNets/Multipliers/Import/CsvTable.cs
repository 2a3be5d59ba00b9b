using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>
/// Reads a truth table as text: lines <c>a,b,product</c> for every operand pair in any order, with or without a line of names, or
/// 256 lines of 256 products. Fields are separated by commas, semicolons or tabs.
/// </summary>
internal static class CsvTable
{
    public static TableData Read(SourceText source)
    {
        var values = new int[TruthTable.Length];
        var seen = new bool[TruthTable.Length];
        Span<int> fields = stackalloc int[256];
        int number = 0,
            row = 0,
            lowest = 0,
            highest = 0;
        bool? pairs = null;
        foreach (var line in source.Text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.Trim().IsEmpty || number == 1 && IsNames(line))
                continue;
            var count = Fields(source, number, line, fields);
            if (count is not (3 or 256) || pairs is { } known && known != (count == 3))
                throw Fault(source, number, $"{count} fields; a truth table has lines a,b,product, or 256 lines of 256 products");
            pairs = count == 3;
            if (count == 256)
            {
                if (row == 256)
                    throw Fault(source, number, "more than 256 lines of products");
                fields.CopyTo(values.AsSpan(row++ << 8));
                continue;
            }
            var (a, b) = (fields[0], fields[1]);
            if (a is < -128 or > 255 || b is < -128 or > 255)
                throw Fault(source, number, $"operands {a} and {b}; they are bytes, -128..127 or 0..255");
            var entry = (a & 255) << 8 | b & 255;
            if (seen[entry])
                throw Fault(source, number, $"operands {a} and {b} are there twice");
            seen[entry] = true;
            values[entry] = fields[2];
            lowest = Math.Min(lowest, Math.Min(a, b));
            highest = Math.Max(highest, Math.Max(a, b));
        }
        if (pairs is null)
            throw new LibraryException(
                $"{source.Path}: it has no products; a truth table has lines a,b,product, or 256 lines of 256 products"
            );
        if (pairs == false && row < 256)
            throw new LibraryException($"{source.Path}: {row} lines of products; a truth table has 256");
        if (pairs == false)
            return new TableData(source.Path, values, false, true);
        if (lowest < 0 && highest > 127)
            throw new LibraryException(
                $"{source.Path}: operands from {lowest} to {highest}; write -128..127 for signed ones, 0..255 for unsigned ones"
            );
        var missing = Array.IndexOf(seen, false);
        if (missing >= 0)
            throw new LibraryException(
                $"{source.Path}: operand bytes a={missing >> 8} b={missing & 255} are missing; a truth table has all 65,536 pairs"
            );
        // Bytes 0..255 may also be those of signed operands.
        return new TableData(source.Path, values, false, false, lowest < 0 ? true : null);
    }

    private static bool IsNames(ReadOnlySpan<char> line) =>
        line.ToString().Replace(" ", "", StringComparison.Ordinal).Replace('\t', ',').Replace(';', ',').Trim().ToLowerInvariant()
            is "a,b,product"
                or "a,b,p"
                or "a,b,result"
                or "a,b,o"
                or "a,b,y";

    // The number of fields, of which the first 256 are kept.
    private static int Fields(SourceText source, int number, ReadOnlySpan<char> line, Span<int> fields)
    {
        var count = 0;
        foreach (var range in line.SplitAny(",;\t"))
        {
            if (count < fields.Length)
            {
                var text = line[range].Trim();
                if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out fields[count]))
                    throw Fault(source, number, $"field {count + 1} is \"{SourceText.Printable(text)}\"; write integers");
            }
            count++;
        }
        return count;
    }

    private static LibraryException Fault(SourceText source, int number, string reason) =>
        new($"{source.Path} line {number}: {reason}");
}
