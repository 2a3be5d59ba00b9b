using System.Globalization;
using QosNets.Archives;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class LibraryVersionTests
{
    private static readonly MultiplierLibrary Mixed = new(
        "mixed",
        [
            new("mul8u_exact", TruthTable.Exact(false), 0.4) { Ports = new("B", "A"), LookUpTables = 71 },
            new("mul8x2u_17C8", Narrow(8, 2), 0.03, 10, 0.5)
            {
                Widths = new(8, 2),
                Aliases = new([new("v2022", "mul8x2u_0AB"), new("master", "mul8x2u_17C8")]),
            },
            new("mul7u_17C8", Narrow(7, 7), 0.3) { Widths = new(7, 7), Aliases = new([new("v2022", "mul7u_0FV")]) },
        ]
    );

    private static TruthTable Narrow(int a, int b) =>
        new NativeTable(
            [.. Enumerable.Range(0, 1 << (a + b)).Select(i => (i >> b) * (i & ((1 << b) - 1)))],
            new OperandWidths(a, b),
            false
        ).ToTruthTable();

    [Fact]
    public void Widths_names_and_ports_survive_a_file_of_version_3()
    {
        using var folder = new TemporaryFolder();
        Mixed.Save(folder["l.npz"]);
        Assert.Equal(3, ArchiveReader.Open(folder["l.npz"], "multiplier-library", 3).Version);
        var loaded = MultiplierLibrary.Load(folder["l.npz"]);
        foreach (var (before, after) in Mixed.Multipliers.Zip(loaded.Multipliers))
        {
            Assert.Equal(before with { Table = after.Table }, after);
            Assert.True(before.Table.Products.SequenceEqual(after.Table.Products));
        }
        loaded.Save(folder["again.npz"]);
        Assert.Equal(File.ReadAllBytes(folder["l.npz"]), File.ReadAllBytes(folder["again.npz"]));
    }

    [Theory]
    [InlineData("mul8u.npz", 1)]
    [InlineData("mul8s.npz", 1)]
    public void Libraries_of_version_1_load_and_are_written_to_the_same_bytes(string file, int version)
    {
        using var folder = new TemporaryFolder();
        var path = DataFolder.File("evoapprox/" + file);
        Assert.Equal(version, ArchiveReader.Open(path, "multiplier-library", 3).Version);
        var library = MultiplierLibrary.Load(path);
        Assert.All(library.Multipliers, m => Assert.Equal(OperandWidths.Full, m.Widths));
        library.Save(folder["again.npz"]);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(folder["again.npz"]));
    }

    [Fact]
    public void A_table_whose_digest_is_another_is_refused()
    {
        using var folder = new TemporaryFolder();
        var writer = new ArchiveWriter("multiplier-library", 3);
        writer.AddText(
            "library.json",
            "{\"name\":\"l\",\"signed\":false,\"multipliers\":[{\"name\":\"m\",\"power_mw\":1,"
                + "\"operand_bits\":\"1x1\",\"digest\":\"00\"}]}"
        );
        writer.AddArray<byte>("m", [0, 0, 0, 1, 0, 0, 0, 0], 2, 2, 2);
        writer.Save(folder["l.npz"]);
        var error = Assert.Throws<ArchiveException>(() => MultiplierLibrary.Load(folder["l.npz"]));
        Assert.Contains("\"m\": its digest is", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mul7u_17C8", 2)]
    [InlineData("v2022:mul8x2u_0AB", 1)]
    [InlineData("mul8x2u_0AB", 1)]
    [InlineData("0FV", 2)]
    [InlineData("exact", 0)]
    public void A_multiplier_is_found_by_every_unique_name(string name, int index)
    {
        Assert.Equal(index, Mixed.IndexOf(name));
        Assert.Equal(index, Mixed.IndexOf(Mixed.Multipliers[index].Digest));
    }

    [Fact]
    public void A_short_name_of_several_is_refused_with_their_names()
    {
        var error = Assert.Throws<LibraryException>(() => Mixed.IndexOf("17C8"));
        Assert.Contains(
            "\"17C8\" is mul8x2u_17C8 (master:mul8x2u_17C8) and mul7u_17C8 (v2022:mul7u_0FV)",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Adding_to_a_library_merges_equal_tables_and_refuses_a_name_of_another()
    {
        var notes = new List<ImportNote>();
        var cheaper = new Multiplier("again", TruthTable.Exact(false), 0.3) { Aliases = new([new("g", "again")]) };
        var added = MultiplierMerge.Into(Mixed, [cheaper, new("mine", new TruthTable(new int[65536], false), 0.1)], notes);
        Assert.Equal(["mul8u_exact", "mul8x2u_17C8", "mul7u_17C8", "mine"], added.Multipliers.Select(m => m.Name));
        Assert.Equal((0.3, 1), (added.Exact.PowerMilliwatt, added.Exact.Aliases.Count));
        Assert.Equal(2, notes.Count);
        Assert.Contains("it has the products of mul8u_exact", notes[0].Text, StringComparison.Ordinal);
        Assert.Contains("every saving", notes[1].Text, StringComparison.Ordinal);
        Assert.Contains(
            "it has a multiplier mul7u_17C8 with other products",
            Assert
                .Throws<LibraryException>(() =>
                    MultiplierMerge.Into(Mixed, [new("mul7u_17C8", TruthTable.Exact(false), 1)], notes)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Both_generations_of_EvoApproxLib_are_packed_with_the_published_names_digests_and_costs()
    {
        var libraries = new[] { "evoapprox-unsigned.npz", "evoapprox-signed.npz" }.Select(f =>
            MultiplierLibrary.Load(DataFolder.File("evoapprox/" + f))
        );
        var multipliers = libraries.SelectMany(l => l.Multipliers).ToDictionary(m => m.Digest + m.Widths);
        Assert.Equal(263, multipliers.Count);
        var rows = File.ReadLines(DataFolder.File("evoapprox/all.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(263, rows.Count);
        foreach (var row in rows)
        {
            var multiplier = multipliers[$"{row[10]}{row[1]}x{row[2]}"];
            Assert.Equal(
                row[4].Split(' ').Order(StringComparer.Ordinal),
                multiplier.Aliases.Select(a => a.ToString()).Order(StringComparer.Ordinal)
            );
            Assert.Equal(row[0], multiplier.Name);
            Assert.Equal(row[3] == "1", multiplier.Table.Signed);
            Assert.Equal(double.Parse(row[5], CultureInfo.InvariantCulture), multiplier.PowerMilliwatt);
            Assert.Equal("MIT", multiplier.Licence);
        }
    }
}
