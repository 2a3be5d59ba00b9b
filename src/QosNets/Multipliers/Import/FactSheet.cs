using System.Text.Json;

namespace QosNets.Multipliers;

/// <summary>
/// Reads facts of multipliers by name: CSV whose first line names the columns, or JSON, an array of objects or an object with
/// one under <c>multipliers</c>. Keys: name, signed, power_mw, power_is_estimated, area_um2, delay_ns, mae, wce, ep_percent,
/// mre_percent, mse,
/// mae_percent, wce_percent, source, licence; others are left alone, as is an empty field.
/// </summary>
internal static class FactSheet
{
    /// <summary>Adds the facts of a sheet to those that are known.</summary>
    /// <exception cref="LibraryException">The sheet is not readable, or a name has two different lines of facts.</exception>
    public static void Read(SourceText source, Dictionary<string, Facts> facts)
    {
        if (source.Text.AsSpan().TrimStart() is ['{' or '[', ..])
            ReadJson(source, facts);
        else
            ReadCsv(source, facts);
    }

    /// <summary>Whether a first line names the columns of a sheet.</summary>
    public static bool IsHeader(ReadOnlySpan<char> line)
    {
        foreach (var field in line.Split(','))
        {
            if (line[field].Trim().Trim('"').Equals("name", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static void ReadCsv(SourceText source, Dictionary<string, Facts> facts)
    {
        var lines = source.Text.Split('\n');
        var header = Fields(lines[0]);
        if (!IsHeader(lines[0]))
            throw new LibraryException(
                $"{source.Path} line 1: no column \"name\"; the first line of a fact sheet names its columns"
            );
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().Trim().IsEmpty)
                continue;
            var fields = Fields(lines[i]);
            if (fields.Length != header.Length)
                throw new LibraryException(
                    $"{source.Path} line {i + 1}: {fields.Length} fields for {header.Length} columns; fields are separated by "
                        + $"commas and hold none"
                );
            Add(facts, $"{source.Path} line {i + 1}", header.Zip(fields));
        }
    }

    private static string[] Fields(string line) => [.. line.Split(',').Select(f => f.Trim().Trim('"').TrimStart('\uFEFF'))];

    private static void ReadJson(SourceText source, Dictionary<string, Facts> facts)
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
                // The nested error figures of a library's own description are facts like the others.
                var pairs = item.EnumerateObject()
                    .SelectMany(p => p.NameEquals("published") ? p.Value.EnumerateObject() : Enumerable.Repeat(p, 1));
                Add(
                    facts,
                    $"{source.Path} multiplier {++index}",
                    pairs.Select(p =>
                        (p.Name, p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() ?? "" : p.Value.GetRawText())
                    )
                );
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

    private static void Add(Dictionary<string, Facts> all, string place, IEnumerable<(string Key, string Value)> pairs)
    {
        var facts = new Facts();
        string? name = null;
        foreach (var (key, value) in pairs)
        {
            if (value.Length == 0 || value == "null")
                continue;
            switch (key.ToLowerInvariant())
            {
                case "name":
                    name = value;
                    break;
                case "signed":
                    facts.Signed = Flag(place, key, value);
                    break;
                case "power_is_estimated":
                    facts.PowerIsEstimated = Flag(place, key, value);
                    break;
                case "source":
                    facts.Source = value;
                    break;
                case "licence" or "license":
                    facts.Licence = value;
                    break;
                default:
                    if (Key(key) is { } figure)
                        facts.Figures[figure] =
                            PrintedFigure.Parse(value)
                            ?? throw new LibraryException(
                                $"{place}: {key} is \"{SourceText.Printable(value)}\"; write a number at or above 0"
                            );
                    break;
            }
        }
        if (name is null)
            throw new LibraryException($"{place}: it has no name; facts are joined by name");
        if (!all.TryAdd(name, facts) && !Same(all[name], facts))
            throw new LibraryException(
                $"{place}: {SourceText.Printable(name)} has facts already, and others; keep one line of them"
            );
    }

    private static bool Flag(string place, string key, string value) =>
        value.ToLowerInvariant() switch
        {
            "0" or "false" => false,
            "1" or "true" => true,
            _ => throw new LibraryException(
                $"{place}: {key.ToLowerInvariant()} is \"{SourceText.Printable(value)}\"; write 0 or 1"
            ),
        };

    private static bool Same(Facts a, Facts b) =>
        a.Signed == b.Signed
        && a.PowerIsEstimated == b.PowerIsEstimated
        && a.Figures.Count == b.Figures.Count
        && a.Figures.All(f => b.Figures.TryGetValue(f.Key, out var other) && other.Value == f.Value.Value);

    private static Figure? Key(string key) =>
        key.ToLowerInvariant() switch
        {
            "power_mw" or "power" => Figure.Power,
            "area_um2" or "area" => Figure.Area,
            "delay_ns" or "delay" => Figure.Delay,
            "mae" => Figure.Mae,
            "wce" => Figure.Wce,
            "ep_percent" => Figure.Ep,
            "mre_percent" => Figure.Mre,
            "mse" => Figure.Mse,
            "mae_percent" => Figure.MaePercent,
            "wce_percent" => Figure.WcePercent,
            _ => null,
        };
}
