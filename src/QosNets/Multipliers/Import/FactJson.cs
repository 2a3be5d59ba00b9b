using System.Text.Json;

namespace QosNets.Multipliers;

/// <summary>
/// Reads facts of multipliers from JSON: an array of objects with the keys of <see cref="FactSheet"/>, or an object with such an
/// array under <c>multipliers</c>; keys of other programs are left alone.
/// </summary>
internal static class FactJson
{
    public static void Read(SourceText source, Dictionary<string, Facts> facts)
    {
        try
        {
            using var document = JsonDocument.Parse(source.Text, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
                root = root.GetProperty("multipliers");
            var index = 0;
            foreach (var item in root.EnumerateArray())
            {
                var record = new FactRecord($"{source.Path} multiplier {++index}");
                // The nested figures of a library's own description are facts like the others.
                foreach (var pair in item.EnumerateObject())
                {
                    if (!pair.NameEquals("published") && !pair.NameEquals("costs"))
                        record.Set(pair.Name, Text(pair.Value), '\0');
                    else
                    {
                        foreach (var figure in pair.Value.EnumerateObject())
                            record.Set(
                                (pair.NameEquals("costs") ? FactColumns.CostPrefix : "") + figure.Name,
                                Text(figure.Value),
                                '\0'
                            );
                    }
                }
                record.AddTo(facts);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new LibraryException(
                $"{source.Path}: no JSON array of multipliers with name, power_mw and others "
                    + $"({SourceText.Printable(e.Message.Split('\n')[0])})",
                e
            );
        }
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Null => "",
            _ => value.GetRawText(),
        };
}
