using System.Globalization;
using System.Text;

namespace QosNets.Reporting.Csv;

/// <summary>
/// Builds CSV after RFC 4180: commas, CRLF, fields quoted where they must be, numbers in the invariant culture.
/// </summary>
internal sealed class CsvWriter
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    private readonly StringBuilder text = new();
    private bool first = true;

    /// <summary>Adds a text field.</summary>
    public CsvWriter Field(string value)
    {
        if (!first)
            text.Append(',');
        first = false;
        if (value.AsSpan().ContainsAny(Special))
            text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            text.Append(value);
        return this;
    }

    /// <summary>Adds a number with all digits that it takes to read the same number back.</summary>
    public CsvWriter Field(double value) => Field(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Adds a whole number.</summary>
    public CsvWriter Field(long value) => Field(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ends the record.</summary>
    public CsvWriter End()
    {
        text.Append("\r\n");
        first = true;
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
