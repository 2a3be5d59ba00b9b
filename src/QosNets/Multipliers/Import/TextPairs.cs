using System.Numerics;
using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>Lines of two operands and their product, in any order.</summary>
internal static class TextPairs
{
    public static TableData Read(SeparatedText table, IReadOnlyList<TextRow> rows, PairColumns columns)
    {
        var (lowest, highestA, highestB) = (0, 0, 0);
        var pairs = new (int A, int B, int Product)[rows.Count];
        for (var i = 0; i < pairs.Length; i++)
        {
            var row = rows[i];
            if (row.Fields.Count != columns.Count)
                throw table.Fault(
                    row,
                    $"{row.Fields.Count} fields; a truth table has lines a,b,product, or 256 lines of 256 products"
                );
            var (a, b) = (TextTruthTable.Number(table, row, columns.A), TextTruthTable.Number(table, row, columns.B));
            if (a is < -128 or > 255 || b is < -128 or > 255)
                throw table.Fault(row, $"operands {a} and {b}; they are bytes, -128..127 or 0..255");
            pairs[i] = (a, b, TextTruthTable.Number(table, row, columns.Product));
            lowest = Math.Min(lowest, Math.Min(a, b));
            highestA = Math.Max(highestA, a);
            highestB = Math.Max(highestB, b);
        }
        if (lowest < 0 && Math.Max(highestA, highestB) > 127)
            throw new LibraryException(
                $"{table.Path}: operands from {lowest} to {Math.Max(highestA, highestB)}; write -128..127 for signed ones, "
                    + $"0..255 for unsigned ones"
            );
        // A whole table of narrower operands says by its greatest ones how wide they are.
        var sign = lowest < 0 ? 1 : 0;
        var own = new OperandWidths(Bits(highestA) + sign, Bits(highestB) + sign);
        var widths = own.AreValid && pairs.Length == own.Pairs ? own : OperandWidths.Full;
        var values = new int[widths.Pairs];
        var seen = new bool[values.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (a, b, product) = pairs[i];
            var entry = (a & (1 << widths.A) - 1) << widths.B | b & (1 << widths.B) - 1;
            if (seen[entry])
                throw table.Fault(rows[i], $"operands {a} and {b} are there twice");
            seen[entry] = true;
            values[entry] = product;
        }
        var missing = Array.IndexOf(seen, false);
        if (missing >= 0)
            throw new LibraryException(
                $"{table.Path}: operand bytes a={missing >> widths.B} b={missing & (1 << widths.B) - 1} are missing; a truth "
                    + $"table has all {values.Length} pairs"
            );
        // Bytes 0..255 may also be those of signed operands.
        return new TableData(table.Path, values, widths, lowest < 0, lowest < 0 ? true : null);
    }

    private static int Bits(int highest) => 32 - BitOperations.LeadingZeroCount((uint)highest);
}
