using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>
/// Reads a truth table that is an array in C or C# source: 65,536 integers between braces or brackets, in one list or in
/// 256 lists of 256. The declaration around them is not interpreted.
/// </summary>
internal static class CodeTable
{
    /// <summary>Whether source text holds so many list items that only an array of them makes sense.</summary>
    public static bool Is(string text) =>
        text.Contains('[', StringComparison.Ordinal) && text.AsSpan().Count(',') >= TruthTable.Length - 1;

    public static TableData Read(SourceText source)
    {
        var text = source.Text;
        // The first list whose first item is a number; sizes in brackets are followed by no comma.
        var start =
            Start(text)
            ?? throw new LibraryException(
                $"{source.Path}: no list of numbers in braces; a table in source text is an array of 65,536 products"
            );
        var values = new int[TruthTable.Length];
        var count = 0;
        for (var i = start; i < text.Length && text[i] is not (';' or '='); i++)
        {
            if (!char.IsAsciiDigit(text[i]) && text[i] != '-')
            {
                if (text[i] is '{' or '}' or '[' or ']' or ',' || char.IsWhiteSpace(text[i]))
                    continue;
                throw source.Fault(i, $"\"{source.Show(i, 1)}\" in the list of products; write decimal integers");
            }
            var end = i + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (count == values.Length)
                throw source.Fault(i, "more than 65,536 products");
            if (
                !int.TryParse(
                    text.AsSpan(i, end - i),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out values[count++]
                )
            )
                throw source.Fault(i, $"\"{source.Show(i, end - i)}\" is no 16-bit product");
            i = end - 1;
        }
        return count == values.Length
            ? new TableData(source.Path, values, OperandWidths.Full)
            : throw new LibraryException($"{source.Path}: {count} products; a truth table has 65,536");
    }

    private static int? Start(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '['))
                continue;
            var item = After(text, i + 1);
            var end = item < text.Length && text[item] == '-' ? item + 1 : item;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            var next = After(text, end);
            if (end > item && next < text.Length && text[next] == ',')
                return item;
        }
        return null;
    }

    private static int After(string text, int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
        return position;
    }
}
