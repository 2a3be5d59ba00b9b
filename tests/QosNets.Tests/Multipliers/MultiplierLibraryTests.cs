using CsCheck;
using QosNets.Archives;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class MultiplierLibraryTests
{
    private static readonly PublishedMetrics Figures = new(1.5, 2, 3.25, 0.1, 1e9);

    private static TruthTable Table(bool signed, int seed)
    {
        var random = new Random(seed);
        var products = new int[TruthTable.Length];
        for (var i = 0; i < products.Length; i++)
            products[i] = signed ? random.Next(-32768, 32768) : random.Next(65536);
        return new TruthTable(products, signed);
    }

    private static MultiplierLibrary Small(bool signed, int seed = 1) =>
        new(
            "small",
            [
                new("cheap", Table(signed, seed), 0.1 + seed / 7.0, 12.5, null, "my \"own\"\nlab", "MIT") { Published = Figures },
                new("exact_slow", TruthTable.Exact(signed), 3),
                new("exact", TruthTable.Exact(signed), 4, null, 1.5),
            ]
        );

    [Fact]
    public void Saving_and_loading_gives_the_same_library()
    {
        using var folder = new TemporaryFolder();
        Gen.Select(Gen.Bool, Gen.Int[0, 1000])
            .Sample(
                (signed, seed) =>
                {
                    var library = Small(signed, seed);
                    var path = folder[$"{signed}{seed}.npz"];
                    library.Save(path);
                    var loaded = MultiplierLibrary.Load(path);
                    Assert.Equal(
                        (library.Name, library.Signed, library.Multipliers.Count),
                        (loaded.Name, loaded.Signed, loaded.Multipliers.Count)
                    );
                    foreach (var (before, after) in library.Multipliers.Zip(loaded.Multipliers))
                    {
                        Assert.Equal(before with { Table = after.Table }, after);
                        Assert.True(before.Table.Products.SequenceEqual(after.Table.Products));
                        Assert.Equal(signed, after.Table.Signed);
                    }
                    var bytes = File.ReadAllBytes(path);
                    loaded.Save(path);
                    Assert.Equal(bytes, File.ReadAllBytes(path));
                },
                iter: 3,
                threads: 1
            );
    }

    [Fact]
    public void The_reference_is_the_exact_multiplier_of_highest_power()
    {
        var library = Small(false);
        Assert.Equal("exact", library.Exact.Name);
        Assert.Equal(2, library.ExactIndex);
        Assert.Equal(0.75, library.RelativePower(library.Multipliers[1]));
    }

    [Theory]
    [InlineData("mul8u.npz", false, 36, "mul8u_1JFF", 0.391)]
    [InlineData("mul8s.npz", true, 13, "mul8s_1KV8", 0.425)]
    public void The_libraries_of_the_repository_are_complete(string file, bool signed, int count, string exact, double power)
    {
        var library = MultiplierLibrary.Load(Path.Combine(DataFolder.Find(), "evoapprox", file));
        Assert.Equal(
            (signed, count, exact, power),
            (library.Signed, library.Multipliers.Count, library.Exact.Name, library.Exact.PowerMilliwatt)
        );
        Assert.All(library.Multipliers, m => Assert.Equal("MIT", m.Licence));
    }

    [Fact]
    public void NumPy_reads_a_library()
    {
        var path = Path.Combine(DataFolder.Find(), "evoapprox", "mul8s.npz");
        var table = MultiplierLibrary.Load(path);
        var output = NumPy.Run(
            "import sys, json, numpy as n; z = n.load(sys.argv[1]); f = json.loads(z['library.json']); t = z['mul8s_1KVB']; "
                + "print(len(f['multipliers']), t.dtype, t.shape, t[200, 100], int(t.astype('i8').sum()))",
            path
        );
        var products = table.Multipliers[table.IndexOf("mul8s_1KVB")].Table;
        Assert.Equal($"13 int16 (256, 256) {products[200, 100]} {products.Products.ToArray().Sum(p => (long)p)}", output);
    }

    [Fact]
    public void Truncated_and_damaged_libraries_are_always_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder["library.npz"];
        Small(true).Save(path);
        var bytes = File.ReadAllBytes(path);
        for (var part = 0; part < 50; part++)
        {
            File.WriteAllBytes(path, bytes[..(int)((long)bytes.Length * part / 50)]);
            Assert.Throws<ArchiveException>(() => MultiplierLibrary.Load(path));
        }
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(path, damaged);
            Assert.Throws<ArchiveException>(() => MultiplierLibrary.Load(path));
        }
    }

    [Fact]
    public void What_makes_no_library_is_refused_with_the_entry_named()
    {
        var exact = new Multiplier("exact", TruthTable.Exact(false), 1);
        Refused("none of its 1 multipliers is exact", new Multiplier("bad", Table(false, 1), 1));
        Refused("exact is there twice", exact, exact);
        Refused("other is signed, exact is unsigned", exact, new Multiplier("other", TruthTable.Exact(true), 1));
        Refused("x has power -1 mW", exact, new Multiplier("x", TruthTable.Exact(false), -1));
        Refused("x has power NaN mW", exact, new Multiplier("x", TruthTable.Exact(false), double.NaN));
        Refused("x has area Infinity µm²", exact, new Multiplier("x", TruthTable.Exact(false), 1, double.PositiveInfinity));
        Refused("\"a/b\" is no name", new Multiplier("a/b", TruthTable.Exact(false), 1));
        Refused("exact has power 0 mW", new Multiplier("exact", TruthTable.Exact(false), 0));
        Refused("no multipliers");

        static void Refused(string reason, params Multiplier[] multipliers) =>
            Assert.Contains(
                reason,
                Assert.Throws<LibraryException>(() => new MultiplierLibrary("l", multipliers)).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void An_unknown_name_gives_the_nearest_ones()
    {
        var library = MultiplierLibrary.Load(Path.Combine(DataFolder.Find(), "evoapprox", "mul8u.npz"));
        Assert.Equal("mul8u_2P7", library.Multipliers[library.IndexOf("mul8u_2P7")].Name);
        var error = Assert.Throws<LibraryException>(() => library.IndexOf("mul8u_2P"));
        Assert.StartsWith(
            "library evoapprox-mul8u has no multiplier \"mul8u_2P\"; nearest are mul8u_2P7, ",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{}", "library.json")]
    [InlineData("{\"name\":\"l\",\"signed\":false,\"multipliers\":[{\"name\":\"m\",\"power_mw\":\"1\"}]}", "library.json")]
    [InlineData(
        "{\"name\":\"l\",\"signed\":true,\"multipliers\":[{\"name\":\"m\",\"power_mw\":1}]}",
        "\"m\": its dtype is \"<u2\", not \"<i2\""
    )]
    [InlineData(
        "{\"name\":\"l\",\"signed\":false,\"multipliers\":[{\"name\":\"cut\",\"power_mw\":1}]}",
        "\"cut\": its shape is [255,256], not [256,256]"
    )]
    [InlineData(
        "{\"name\":\"l\",\"signed\":false,\"multipliers\":[{\"name\":\"gone\",\"power_mw\":1}]}",
        "\"gone\": it is missing"
    )]
    public void Wrong_members_of_a_library_are_named(string facts, string reason)
    {
        using var folder = new TemporaryFolder();
        var writer = new ArchiveWriter("multiplier-library", 1);
        writer.AddText("library.json", facts);
        writer.AddArray<ushort>("m", new ushort[65536], 256, 256);
        writer.AddArray<ushort>("cut", new ushort[255 * 256], 255, 256);
        writer.Save(folder["l.npz"]);
        var error = Assert.Throws<ArchiveException>(() => MultiplierLibrary.Load(folder["l.npz"]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_raw_tables_is_read_and_its_faults_are_named()
    {
        using var folder = new TemporaryFolder();
        var signedTable = Table(true, 9);
        File.WriteAllBytes(
            folder["s.bin"],
            signedTable.Products.ToArray().SelectMany(p => BitConverter.GetBytes((short)p)).ToArray()
        );
        File.WriteAllBytes(
            folder["e.bin"],
            TruthTable.Exact(true).Products.ToArray().SelectMany(p => BitConverter.GetBytes((short)p)).ToArray()
        );
        File.WriteAllText(folder["facts.csv"], "name,signed,power_mw,delay_ns\ns,1,0.5,2\nu,0,1,1\ne,1,0.75,1\n");
        var library = MultiplierLibrary.FromFolder(folder.Path, folder["facts.csv"], true, "mine");
        Assert.Equal(["s", "e"], library.Multipliers.Select(m => m.Name));
        Assert.True(library.Multipliers[0].Table.Products.SequenceEqual(signedTable.Products));
        Assert.Equal(
            (0.5, null, 2.0, null),
            (
                library.Multipliers[0].PowerMilliwatt,
                library.Multipliers[0].AreaSquareMicrometre,
                library.Multipliers[0].DelayNanosecond,
                library.Multipliers[0].Published
            )
        );

        Assert.Contains("u.bin: the table cannot be read", Fault(false), StringComparison.Ordinal);
        File.WriteAllBytes(folder["s.bin"], new byte[131071]);
        Assert.Contains("s.bin: it has 131071 bytes, not 131072", Fault(true), StringComparison.Ordinal);
        File.WriteAllText(folder["facts.csv"], "name,signed,power_mw\ns,1,much\n");
        File.WriteAllBytes(folder["s.bin"], new byte[131072]);
        Assert.Contains("line 2: power_mw is \"much\"", Fault(true), StringComparison.Ordinal);
        File.WriteAllText(folder["facts.csv"], "name,signed\ns,1\n");
        Assert.Contains("no column \"power_mw\"", Fault(true), StringComparison.Ordinal);
        File.WriteAllText(folder["facts.csv"], "name,signed,power_mw\ns,1\n");
        Assert.Contains("2 fields for 3 columns", Fault(true), StringComparison.Ordinal);

        string Fault(bool signed) =>
            Assert
                .Throws<LibraryException>(() => MultiplierLibrary.FromFolder(folder.Path, folder["facts.csv"], signed, "mine"))
                .Message;
    }
}
