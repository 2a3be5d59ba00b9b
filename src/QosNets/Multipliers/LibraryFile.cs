using System.Text;
using System.Text.Json;
using QosNets.Archives;

namespace QosNets.Multipliers;

/// <summary>
/// The file of a multiplier library: <c>library.json</c> with the facts, and per multiplier one [256, 256] array under its
/// name, row a, column b, uint16 for unsigned libraries and int16 for signed ones.
/// </summary>
internal static class LibraryFile
{
    public const string Format = "multiplier-library";
    public const int Version = 2;

    // Version 2 says that powers are estimates. Programs that read version 1 alone would take them for figures of synthesis.
    private const int VersionWithoutEstimates = 1;

    private const string Facts = "library.json";

    // 65,536 products of 2 bytes: room for about 2,000 multipliers.
    private const long Limit = 256L << 20;

    public static ArchiveWriter Write(MultiplierLibrary library)
    {
        var writer = new ArchiveWriter(Format, library.PowerIsEstimated ? Version : VersionWithoutEstimates);
        writer.AddText(Facts, FactsOf(library));
        foreach (var multiplier in library.Multipliers)
        {
            var products = multiplier.Table.Products;
            if (library.Signed)
                writer.AddArray<short>(multiplier.Name, Convert(products, static p => (short)p), 256, 256);
            else
                writer.AddArray<ushort>(multiplier.Name, Convert(products, static p => (ushort)p), 256, 256);
        }
        return writer;
    }

    public static MultiplierLibrary Load(string path)
    {
        var archive = ArchiveReader.Open(path, Format, Version, Limit);
        try
        {
            using var facts = JsonDocument.Parse(archive.ReadText(Facts));
            var root = facts.RootElement;
            var signed = root.GetProperty("signed").GetBoolean();
            var multipliers = root.GetProperty("multipliers")
                .EnumerateArray()
                .Select(item => Read(archive, item, signed))
                .ToArray();
            return new MultiplierLibrary(root.GetProperty("name").GetString() ?? "", multipliers);
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw archive.Fault(Facts, $"it does not describe a library ({e.Message.Split('\n')[0]})", e);
        }
        catch (LibraryException e)
        {
            throw new LibraryException($"{path}: {e.Message}", e);
        }
    }

    private static Multiplier Read(ArchiveReader archive, JsonElement item, bool signed)
    {
        var name = item.GetProperty("name").GetString() ?? "";
        var products = signed
            ? Convert<short, int>(archive.ReadArray<short>(name, 256, 256), static p => p)
            : Convert<ushort, int>(archive.ReadArray<ushort>(name, 256, 256), static p => p);
        var published = item.TryGetProperty("published", out var figures)
            ? new PublishedMetrics(
                figures.GetProperty("mae").GetDouble(),
                figures.GetProperty("wce").GetDouble(),
                figures.GetProperty("ep_percent").GetDouble(),
                figures.GetProperty("mre_percent").GetDouble(),
                figures.GetProperty("mse").GetDouble()
            )
            : null;
        return new Multiplier(
            name,
            new TruthTable(products, signed),
            item.GetProperty("power_mw").GetDouble(),
            Number(item, "area_um2"),
            Number(item, "delay_ns"),
            published,
            Text(item, "source"),
            Text(item, "licence"),
            item.TryGetProperty("power_is_estimated", out var estimated) && estimated.GetBoolean()
        );
    }

    private static string FactsOf(MultiplierLibrary library)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("name", library.Name);
            json.WriteBoolean("signed", library.Signed);
            json.WriteStartArray("multipliers");
            foreach (var multiplier in library.Multipliers)
                Write(json, multiplier);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Multiplier multiplier)
    {
        json.WriteStartObject();
        json.WriteString("name", multiplier.Name);
        json.WriteNumber("power_mw", multiplier.PowerMilliwatt);
        if (multiplier.AreaSquareMicrometre is { } area)
            json.WriteNumber("area_um2", area);
        if (multiplier.DelayNanosecond is { } delay)
            json.WriteNumber("delay_ns", delay);
        if (multiplier.Published is { } published)
        {
            json.WriteStartObject("published");
            json.WriteNumber("mae", published.MeanAbsoluteError);
            json.WriteNumber("wce", published.WorstCaseError);
            json.WriteNumber("ep_percent", published.ErrorProbabilityPercent);
            json.WriteNumber("mre_percent", published.MeanRelativeErrorPercent);
            json.WriteNumber("mse", published.MeanSquaredError);
            json.WriteEndObject();
        }
        if (multiplier.Source is { } source)
            json.WriteString("source", source);
        if (multiplier.Licence is { } licence)
            json.WriteString("licence", licence);
        if (multiplier.PowerIsEstimated)
            json.WriteBoolean("power_is_estimated", true);
        json.WriteEndObject();
    }

    private static double? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static TTo[] Convert<TFrom, TTo>(ReadOnlySpan<TFrom> values, Func<TFrom, TTo> convert)
    {
        var converted = new TTo[values.Length];
        for (var i = 0; i < values.Length; i++)
            converted[i] = convert(values[i]);
        return converted;
    }
}
