using System.Numerics;
using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>
/// Lines of products, one for every value of operand a, each with the products of all values of operand b; or all products in
/// one column. A first line and a first column may hold the values of the operands.
/// </summary>
internal static class TextGrid
{
    public static TableData Read(SeparatedText table, IReadOnlyList<string>? titles, IReadOnlyList<TextRow> rows)
    {
        var columns = rows[0].Fields.Count;
        // Values of operand b may stand above the products with no title of their own column.
        var above = titles;
        if (above is null && rows.Count > 1 && BitOperations.IsPow2(rows.Count - 1) && IsRun(table, rows[0].Fields, columns))
        {
            above = rows[0].Fields;
            rows = [.. rows.Skip(1)];
        }
        var beside = columns > 2 && BitOperations.IsPow2(columns - 1) ? 1 : 0;
        var (height, width) = (rows.Count, columns - beside);
        if (!BitOperations.IsPow2(width) || width > 256 || width == 2)
            throw table.Fault(rows[0], $"{columns} fields; a truth table has lines a,b,product, or 256 lines of 256 products");
        var single = width == 1;
        if (!single && height > 256)
            throw table.Fault(rows[256], "more than 256 lines of products");
        if (!single && (!BitOperations.IsPow2(height) || height < 2))
            throw new LibraryException($"{table.Path}: {height} lines of products; a truth table has 256");
        if (beside == 1)
            CheckLabels(table, [.. rows.Select(r => r.Fields[0])], i => rows[i]);
        if (above is not null)
            CheckLabels(table, [.. above.Skip(above.Count - width)], _ => rows[0]);
        var values = new int[height * width];
        var entry = 0;
        foreach (var row in rows)
        {
            if (row.Fields.Count != columns)
                throw table.Fault(row, $"{row.Fields.Count} fields where the lines above have {columns}");
            for (var i = beside; i < columns; i++)
                values[entry++] = TextTruthTable.Number(table, row, i);
        }
        if (single)
            return new TableData(table.Path, values, null);
        var widths = new OperandWidths(BitOperations.Log2((uint)height), BitOperations.Log2((uint)width));
        var signed =
            IsFrom(table, [.. rows.Select(r => r.Fields[0])], beside, -height / 2)
            && above is not null
            && IsFrom(table, [.. above.Skip(above.Count - width)], beside, -width / 2);
        return signed
            ? new TableData(table.Path, ByBits(values, widths), widths, true, true)
            : new TableData(table.Path, values, widths);
    }

    /// <summary>
    /// Numbers beside or above products are the values of an operand, which have to run upwards: from 0, from the lowest value of
    /// two's complement, or through the bytes of one. Words say nothing of an order.
    /// </summary>
    private static void CheckLabels(SeparatedText table, List<string> fields, Func<int, TextRow> place)
    {
        var labels = fields.ConvertAll(f => TextNumber.Whole(f, table.Separator));
        if (fields.Count < 2 || labels.Contains(null))
            return;
        var half = fields.Count / 2;
        var wrong = -1;
        foreach (var expected in (Func<int, int>[])[i => i, i => i - half, i => i < half ? i : i - 2 * half])
        {
            var at = Enumerable.Range(0, labels.Count).FirstOrDefault(i => labels[i] != expected(i), -1);
            if (at < 0)
                return;
            wrong = Math.Max(wrong, at);
        }
        throw table.Fault(
            place(wrong),
            $"operand value {fields[wrong]} stands at place {wrong}; sort rows and columns by value, from 0 or from {-half} on"
        );
    }

    // Whether numbers run from a first one upwards.
    private static bool IsFrom(SeparatedText table, List<string> fields, int beside, int first) =>
        beside == 1 && fields.Select((f, i) => TextNumber.Whole(f, table.Separator) == first + i).All(same => same);

    private static bool IsRun(SeparatedText table, IReadOnlyList<string> fields, int columns) =>
        columns > 2
        && TextNumber.Whole(fields[0], table.Separator) is { } first
        && (first == 0 || first == -columns / 2)
        && fields.Select((f, i) => TextNumber.Whole(f, table.Separator) == first + i).All(same => same);

    // From the order of the values to that of the operands' bits.
    private static int[] ByBits(int[] values, OperandWidths widths)
    {
        var (row, column) = (1 << (widths.A - 1), 1 << (widths.B - 1));
        var moved = new int[values.Length];
        for (var i = 0; i < moved.Length; i++)
            moved[i ^ (row << widths.B | column)] = values[i];
        return moved;
    }
}
