using System.Text;

namespace QosNets.Tests.Reporting;

/// <summary>RFC 4180, read letter by letter.</summary>
internal static class CsvReader
{
    public static List<List<string>> Read(string text)
    {
        var records = new List<List<string>>();
        var record = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted)
            {
                if (text[i] != '"')
                    field.Append(text[i]);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    field.Append(text[++i]);
                else
                    quoted = false;
            }
            else if (text[i] == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (text[i] == ',')
            {
                record.Add(field.ToString());
                field.Clear();
            }
            else if (text[i] == '\r')
            {
                if (text[++i] != '\n')
                    throw new FormatException($"a carriage return without line feed at {i}");
                record.Add(field.ToString());
                records.Add(record);
                record = [];
                field.Clear();
            }
            else
            {
                field.Append(text[i]);
            }
        }
        return record.Count + field.Length == 0 ? records : throw new FormatException("the last record has no end");
    }
}
