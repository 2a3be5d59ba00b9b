using System.Text;
using System.Text.Json;
using QosNets.Archives;

namespace QosNets.Multipliers;

/// <summary>
/// The file of a multiplier library: <c>library.json</c> with the facts, and per multiplier one array under its name. In versions
/// 1 and 2 it is [256, 256], row a, column b, uint16 for unsigned libraries and int16 for signed ones; in version 3 it is
/// [2, 2^A, 2^B] bytes, the low and then the high bytes of the products of the circuit's own operands. Version 4 has circuits
/// beside that, version 5 costs in columns of their own.
/// </summary>
internal static class LibraryFile
{
    public const string Format = "multiplier-library";
    public const int Version = 5;

    // Version 2 says that powers are estimates. Programs that read version 1 alone would take them for figures of synthesis.
    private const int VersionWithoutEstimates = 1;

    // Version 5 has named costs.
    private const int VersionWithoutCosts = 4;

    // Version 4 has circuits.
    private const int VersionWithoutCircuits = 3;

    // Version 3 has operand widths, published names and ports.
    private const int VersionOfFullWidths = 2;

    private const string Facts = "library.json";

    // 65,536 products of 2 bytes: room for about 2,000 multipliers.
    private const long Limit = 256L << 20;

    public static ArchiveWriter Write(MultiplierLibrary library)
    {
        var version =
            library.Multipliers.Any(m => m.Costs.Count > 0) ? Version
            : library.Multipliers.Any(m => m.Circuit is not null) ? VersionWithoutCosts
            : library.Multipliers.Any(IsOfVersion3) ? VersionWithoutCircuits
            : library.PowerIsEstimated ? VersionOfFullWidths
            : VersionWithoutEstimates;
        var writer = new ArchiveWriter(Format, version);
        writer.AddText(Facts, FactsOf(library, version));
        foreach (var multiplier in library.Multipliers)
        {
            if (multiplier.Circuit is { } circuit)
                writer.AddArray<ushort>(CircuitName(multiplier.Name), circuit.Encode(), CodesOf(circuit));
            if (version >= VersionWithoutCircuits)
            {
                writer.AddArray<byte>(
                    multiplier.Name,
                    Planes(multiplier.Native),
                    2,
                    1 << multiplier.Widths.A,
                    1 << multiplier.Widths.B
                );
                continue;
            }
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
            when (e
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentException
                        or IndexOutOfRangeException
            )
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
        var native =
            archive.Version >= VersionWithoutCircuits
                ? ReadPlanes(archive, item, name, signed)
                : ReadProducts(archive, name, signed);
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
            native.ToTruthTable(),
            item.GetProperty("power_mw").GetDouble(),
            Number(item, "area_um2"),
            Number(item, "delay_ns"),
            Text(item, "source"),
            Text(item, "licence"),
            item.TryGetProperty("power_is_estimated", out var estimated) && estimated.GetBoolean()
        )
        {
            Widths = native.Widths,
            Published = published,
            Aliases = item.TryGetProperty("published_as", out var names)
                ? new AliasList(names.EnumerateArray().Select(n => Alias(n.GetString() ?? "")))
                : AliasList.None,
            Ports = item.TryGetProperty("operand_ports", out var ports)
                ? new OperandPorts(ports[0].GetString() ?? "", ports[1].GetString() ?? "")
                : null,
            LookUpTables = item.TryGetProperty("luts", out var luts) ? luts.GetInt32() : null,
            Costs = item.TryGetProperty("costs", out var costs)
                ? new CostList(costs.EnumerateObject().Select(c => (c.Name, c.Value.GetDouble())))
                : CostList.None,
            Circuit = item.TryGetProperty("gates", out var gates) ? ReadCircuit(archive, name, gates.GetInt32(), native) : null,
        };
    }

    private static NativeTable ReadProducts(ArchiveReader archive, string name, bool signed)
    {
        var products = signed
            ? Convert<short, int>(archive.ReadArray<short>(name, 256, 256), static p => p)
            : Convert<ushort, int>(archive.ReadArray<ushort>(name, 256, 256), static p => p);
        return new NativeTable(products, OperandWidths.Full, signed);
    }

    private static NativeTable ReadPlanes(ArchiveReader archive, JsonElement item, string name, bool signed)
    {
        var text = item.GetProperty("operand_bits").GetString() ?? "";
        var widths = OperandWidths.Parse(text) ?? throw new FormatException($"operand_bits of {name} are \"{text}\"");
        var planes = archive.ReadArray<byte>(name, 2, 1 << widths.A, 1 << widths.B);
        var products = new int[widths.Pairs];
        for (var i = 0; i < products.Length; i++)
        {
            var pattern = planes[i] | planes[products.Length + i] << 8;
            products[i] = signed ? (short)pattern : pattern;
        }
        var table = new NativeTable(products, widths, signed);
        return item.GetProperty("digest").GetString() == table.Digest
            ? table
            : throw archive.Fault(name, $"its digest is {table.Digest}, not the one that {Facts} names");
    }

    private static Netlist ReadCircuit(ArchiveReader archive, string name, int gates, NativeTable table)
    {
        if (gates is < 0 or > Netlist.MostGates)
            throw new FormatException($"{name} has {gates} gates; a circuit has 0 to {Netlist.MostGates}");
        var entry = CircuitName(name);
        try
        {
            var circuit = Netlist.Decode(archive.ReadArray<ushort>(entry, Netlist.CodesOf(gates, table.Widths)), table.Widths);
            if (circuit.Table(table.Signed).Products.SequenceEqual(table.Products))
                return circuit;
        }
        catch (Exception e) when (e is FormatException or LibraryException)
        {
            throw archive.Fault(entry, $"it is no circuit ({e.Message})", e);
        }
        throw archive.Fault(entry, $"it computes other products than the table of {name}");
    }

    // No multiplier has a slash in its name.
    private static string CircuitName(string multiplier) => $"circuits/{multiplier}";

    private static int CodesOf(Netlist circuit) => Netlist.CodesOf(circuit.Gates.Count, circuit.Widths);

    private static byte[] Planes(NativeTable table)
    {
        // Low and high bytes apart: high bytes change little from one product to the next, so that they pack to less than half.
        var count = table.Products.Length;
        var planes = new byte[2 * count];
        for (var i = 0; i < count; i++)
        {
            planes[i] = (byte)table.Products[i];
            planes[count + i] = (byte)(table.Products[i] >> 8);
        }
        return planes;
    }

    private static bool IsOfVersion3(Multiplier multiplier) =>
        multiplier.Widths != OperandWidths.Full
        || multiplier.Aliases.Count > 0
        || multiplier.Ports is not null
        || multiplier.LookUpTables is not null;

    private static MultiplierAlias Alias(string text) =>
        MultiplierAlias.Parse(text) ?? throw new FormatException($"\"{text}\" is no collection:name");

    private static string FactsOf(MultiplierLibrary library, int version)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("name", library.Name);
            json.WriteBoolean("signed", library.Signed);
            json.WriteStartArray("multipliers");
            foreach (var multiplier in library.Multipliers)
                Write(json, multiplier, version);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Multiplier multiplier, int version)
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
        if (version >= VersionWithoutCircuits)
            WriteVersion3(json, multiplier);
        if (multiplier.Circuit is { } circuit)
            json.WriteNumber("gates", circuit.Gates.Count);
        json.WriteEndObject();
    }

    private static void WriteVersion3(Utf8JsonWriter json, Multiplier multiplier)
    {
        json.WriteString("operand_bits", multiplier.Widths.ToString());
        json.WriteString("digest", multiplier.Digest);
        if (multiplier.Aliases.Count > 0)
        {
            json.WriteStartArray("published_as");
            foreach (var alias in multiplier.Aliases)
                json.WriteStringValue(alias.ToString());
            json.WriteEndArray();
        }
        if (multiplier.Ports is { } ports)
        {
            json.WriteStartArray("operand_ports");
            json.WriteStringValue(ports.A);
            json.WriteStringValue(ports.B);
            json.WriteEndArray();
        }
        if (multiplier.LookUpTables is { } luts)
            json.WriteNumber("luts", luts);
        if (multiplier.Costs.Count > 0)
        {
            json.WriteStartObject("costs");
            foreach (var (column, value) in multiplier.Costs)
                json.WriteNumber(column, value);
            json.WriteEndObject();
        }
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
