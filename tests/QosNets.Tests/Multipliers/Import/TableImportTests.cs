using System.Text;
using CsCheck;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class TableImportTests
{
    [Fact]
    public void Every_layout_of_a_table_gives_it_back()
    {
        Gen.Select(Gen.Bool, Gen.Int[0, 1000])
            .Sample(
                (signed, seed) =>
                {
                    var table = Near(signed, seed);
                    var name = signed ? "mul8s_t" : "mul8u_t";
                    Importing.Equal(table, Importing.Table(Raw(table), name + ".bin"));
                    foreach (var fortran in new[] { false, true })
                    {
                        foreach (
                            var dtype in signed
                                ? new[] { "<i2", ">i2", "<i4", ">i8" }
                                : ["<u2", ">u2", "<i4", "<u4", "<u8", ">i8"]
                        )
                        {
                            Importing.Equal(table, Importing.Table(Npy(table, dtype, fortran, "(256, 256)", 1), name + ".npy"));
                            Importing.Equal(table, Importing.Table(Npy(table, dtype, false, "(65536,)", 2), name + ".npy"));
                        }
                    }
                    Importing.Equal(table, Importing.Table(Rows(table, signed), name + ".csv"));
                    Importing.Equal(table, Importing.Table(Grid(table), name + ".csv"));
                    Importing.Equal(
                        table,
                        Importing.Table(Code(table, "const int32_t x[256][256] = {", "{", "}", "};\n"), name + ".h")
                    );
                    Importing.Equal(
                        table,
                        Importing.Table(
                            Code(
                                table,
                                "namespace T;\npublic static class X\n{\n    public static ReadOnlySpan<int> Products => [",
                                "",
                                "",
                                "];\n}\n"
                            ),
                            name + ".cs"
                        )
                    );
                },
                iter: 3
            );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_raw_table_with_the_high_byte_first_is_swapped_with_a_note(bool signed)
    {
        var table = Near(signed, 8);
        var bytes = Raw(table);
        for (var i = 0; i < bytes.Length; i += 2)
            (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["facts.csv"], "name,power_mw\nt,1\n");
        var result = Importing.Read(folder, "t.bin", bytes, facts: folder["facts.csv"]);
        Importing.Equal(table, result.Multipliers[0].Table);
        Assert.Contains("high before low", Assert.Single(result.Notes).Text);
    }

    [Theory]
    [InlineData(true, "t", true)]
    [InlineData(false, "t", true)]
    [InlineData(true, "mul8s_t", false)]
    [InlineData(false, "mul8u_t", false)]
    public void Products_of_the_other_kind_than_is_said_are_refused_unless_the_user_insists(bool said, string name, bool byUser)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder[name + ".bin"], Raw(Near(!said, 9)));
        ImportResult Read(bool insist) =>
            MultiplierImport.Read(
                [folder[name + ".bin"]],
                new ImportOptions(byUser ? said : null, null, "mine") { Insist = insist, PowerMilliwatt = 1 }
            );
        var message = Importing.Assert(() => Read(insist: false));
        Assert.Contains($"its products are those of {MultiplierLibrary.Kind(!said)} operands", message);
        Assert.Equal(said, Read(insist: true).Multipliers[0].Table.Signed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Export_then_import_is_the_identity_in_every_format(bool signed)
    {
        Multiplier[] multipliers =
        [
            new(signed ? "mul8s_exact" : "exact", TruthTable.Exact(signed), 0.5, 10.25, null, PowerIsEstimated: signed),
            new("near-1.5", Near(signed, 6), 1.0 / 3, null, 7, PowerIsEstimated: signed),
            new("zero", new TruthTable(new int[TruthTable.Length], signed), 0, PowerIsEstimated: signed),
        ];
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            using var folder = new TemporaryFolder();
            TableExport.Write(multipliers, format, folder.Path);
            var result = MultiplierImport.Read([folder.Path], new ImportOptions(null, null, "mine"));
            Assert.Empty(result.Notes);
            var library = result.ToLibrary();
            Assert.Equal(multipliers.Length, library.Multipliers.Count);
            foreach (var multiplier in multipliers)
            {
                var back = library.Multipliers[library.IndexOf(multiplier.Name)];
                Importing.Equal(multiplier.Table, back.Table);
                Assert.Equal(multiplier, back with { Table = multiplier.Table });
            }
        }
    }

    [Fact]
    public void The_exact_products_decide_where_the_name_is_silent()
    {
        var open = new List<string>();
        foreach (var file in new[] { "mul8u.npz", "mul8s.npz" })
        {
            foreach (var multiplier in MultiplierLibrary.Load(Path.Combine(DataFolder.Find(), "evoapprox", file)).Multipliers)
            {
                try
                {
                    Importing.Equal(multiplier.Table, Importing.Table(Raw(multiplier.Table), "t.bin"));
                }
                catch (LibraryException e)
                {
                    Assert.Contains("say --operands signed or --operands unsigned", e.Message, StringComparison.Ordinal);
                    open.Add(multiplier.Name);
                    Importing.Equal(multiplier.Table, Importing.Table(Raw(multiplier.Table), "t.bin", multiplier.Table.Signed));
                }
            }
        }
        // The constant zero is as far from the signed products as from the unsigned ones.
        Assert.Equal(["mul8u_E9R"], open);
    }

    [Fact]
    public void Name_facts_and_user_must_agree()
    {
        using var folder = new TemporaryFolder();
        var raw = Raw(TruthTable.Exact(true));
        Assert.Contains(
            "the name says signed, the user unsigned",
            Importing.Assert(() => Importing.Read(folder, "mul8s_t.bin", raw, false)),
            StringComparison.Ordinal
        );
        File.WriteAllText(folder["facts.csv"], "name,signed,power_mw\nmul8s_t,0,1\n");
        Assert.Contains(
            "the name says signed, the fact sheet unsigned",
            Importing.Assert(() => Importing.Read(folder, "mul8s_t.bin", raw, null, folder["facts.csv"])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Signed_rows_in_the_order_of_their_values_are_moved_and_noted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["f.csv"], "name,power_mw\nt,1\n");
        var table = Near(true, 4);
        var moved = new int[TruthTable.Length];
        for (var i = 0; i < moved.Length; i++)
            moved[i] = table.Products[i ^ 0x8080];
        var text = string.Join('\n', moved.Chunk(256).Select(row => string.Join(',', row)));
        var result = Importing.Read(folder, "t.csv", Encoding.UTF8.GetBytes(text), null, folder["f.csv"]);
        Importing.Equal(table, result.Multipliers[0].Table);
        Assert.Contains("-128..127", Assert.Single(result.Notes).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2,2\n1,2,2\n", "line 2: operands 1 and 2 are there twice")]
    [InlineData("1,2,2\n", "operand bytes a=0 b=0 are missing")]
    [InlineData("1,2\n", "line 1: 2 fields")]
    [InlineData("1,300,2\n", "line 1: operands 1 and 300; they are bytes")]
    [InlineData("1,2,x\n", "field 3 is \"x\"; write integers")]
    [InlineData("a,b,product\n", "it has no products")]
    [InlineData("\n\n", "it is blank")]
    [InlineData("€", "unknown character U+20AC")]
    public void Tables_that_are_not_whole_are_refused(string text, string reason) =>
        Assert.Contains(reason, Importing.Fault("t.csv", text, false), StringComparison.Ordinal);

    [Fact]
    public void Damaged_arrays_and_raw_tables_are_refused()
    {
        var table = TruthTable.Exact(false);
        Refused("its dtype is \"<f8\"", Npy(table, "<f8", false, "(256, 256)", 1));
        Refused("has one byte, which holds no products of 8 by 8 bits", Npy(table, "|u1", false, "(256, 256)", 1));
        Refused("its shape is [255, 256]", Npy(table, "<u2", false, "(255, 256)", 1));
        Refused("131071 bytes of data for 131072", Npy(table, "<u2", false, "(256, 256)", 1)[..^1]);
        Refused("of a version of the NumPy format", [.. "\u0093NUMPY\u0009"u8.ToArray()[1..], 0]);
        Refused("131071 bytes and is no text", Raw(table)[..^1]);
        Refused("it has 0 bytes", []);
        Refused("it is a ZIP archive", "PK\u0003\u0004 and so on"u8.ToArray());
        var large = Npy(table, "<i8", false, "(256, 256)", 1);
        large[^1] = 0x7f;
        Refused("entry a=255 b=255 is", large);

        static void Refused(string reason, byte[] bytes)
        {
            if (bytes is [0x93, ..] or [0xC2, ..])
                bytes = bytes[0] == 0xC2 ? bytes[1..] : bytes;
            Assert.Contains(reason, Importing.Assert(() => Importing.Table(bytes, "mul8u_t.npy")), StringComparison.Ordinal);
        }
    }

    internal static TruthTable Near(bool signed, int seed)
    {
        var random = new Random(seed);
        var (low, high) = signed ? (-32768, 32767) : (0, 65535);
        return new TruthTable(
            [.. TruthTable.Exact(signed).Products.ToArray().Select(p => Math.Clamp(p + random.Next(-300, 300), low, high))],
            signed
        );
    }

    internal static byte[] Raw(TruthTable table) =>
        [.. table.Products.ToArray().SelectMany(p => new[] { (byte)p, (byte)(p >> 8) })];

    internal static byte[] Npy(TruthTable table, string dtype, bool fortran, string shape, byte version)
    {
        var header = $"{{'descr': '{dtype}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n";
        var size = dtype[2] - '0';
        var bytes = new List<byte>([0x93, .. "NUMPY"u8, version, 0, (byte)header.Length, 0]);
        if (version > 1)
            bytes.AddRange([0, 0]);
        bytes.AddRange(Encoding.ASCII.GetBytes(header));
        for (var i = 0; i < TruthTable.Length; i++)
        {
            var product = BitConverter.GetBytes((long)(fortran ? table[(byte)i, (byte)(i >> 8)] : table.Products[i]))[..size];
            bytes.AddRange(dtype[0] == '>' ? product.Reverse() : product);
        }
        return [.. bytes];
    }

    internal static string Rows(TruthTable table, bool byValue)
    {
        var text = new StringBuilder("a,b,product\n");
        for (var i = TruthTable.Length - 1; i >= 0; i--)
            text.Append(TruthTable.Operand((byte)(i >> 8), byValue))
                .Append(',')
                .Append(TruthTable.Operand((byte)i, byValue))
                .Append(',')
                .Append(table.Products[i])
                .Append('\n');
        return text.ToString();
    }

    internal static string Grid(TruthTable table) =>
        string.Join("\r\n", table.Products.ToArray().Chunk(256).Select(row => string.Join(';', row)));

    internal static string Code(TruthTable table, string before, string open, string close, string after) =>
        before
        + "\n"
        + string.Join(",\n", table.Products.ToArray().Chunk(256).Select(row => open + string.Join(", ", row) + close))
        + "\n"
        + after;
}
