using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>Reads a folder of raw 16-bit tables with a comma-separated fact sheet.</summary>
internal static class FolderImporter
{
    public static List<Multiplier> Read(string folder, string csv, bool signed, string? source, string? licence)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(csv);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException($"{csv}: the fact sheet cannot be read; check its path", e);
        }
        var header = lines.Length > 0 ? lines[0].Split(',') : [];
        var multipliers = new List<Multiplier>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
                continue;
            var row = new Row($"{csv} line {i + 1}", header, lines[i].Split(','));
            var isSigned = row.Text("signed") switch
            {
                "0" => false,
                "1" => true,
                var other => throw new LibraryException($"{row.Place}: signed is \"{other}\"; write 0 or 1"),
            };
            if (isSigned != signed)
                continue;
            var name = row.Text("name");
            var published =
                row.Has("mae") && row.Has("wce") && row.Has("ep_percent") && row.Has("mre_percent") && row.Has("mse")
                    ? new PublishedMetrics(
                        row.Number("mae"),
                        row.Number("wce"),
                        row.Number("ep_percent"),
                        row.Number("mre_percent"),
                        row.Number("mse")
                    )
                    : null;
            multipliers.Add(
                new Multiplier(
                    name,
                    ReadTable(Path.Combine(folder, name + ".bin"), signed),
                    row.Number("power_mw"),
                    row.Has("area_um2") ? row.Number("area_um2") : null,
                    row.Has("delay_ns") ? row.Number("delay_ns") : null,
                    published,
                    source,
                    licence
                )
            );
        }
        return multipliers;
    }

    private static TruthTable ReadTable(string path, bool signed)
    {
        try
        {
            return RawTable.Read(path, signed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException($"{path}: the table cannot be read; put it there or drop its row from the fact sheet", e);
        }
    }

    private sealed record Row(string Place, string[] Header, string[] Fields)
    {
        public bool Has(string column) => Array.IndexOf(Header, column) >= 0;

        public string Text(string column)
        {
            if (Fields.Length != Header.Length)
                throw new LibraryException($"{Place}: {Fields.Length} fields for {Header.Length} columns; fill every column");
            var index = Array.IndexOf(Header, column);
            return index >= 0
                ? Fields[index]
                : throw new LibraryException($"{Place}: there is no column \"{column}\"; add it to the first line");
        }

        public double Number(string column) =>
            double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new LibraryException($"{Place}: {column} is \"{Text(column)}\"; write a number");
    }
}
