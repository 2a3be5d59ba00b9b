using CsCheck;
using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class NetlistTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_family_has_a_circuit_of_its_products(bool signed)
    {
        string[] families = ["exact", "mitchell", "truncated:1-14", "compensated:1-14", "drum:2-7", "broken-array:0-7,0-14"];
        foreach (var member in families.SelectMany(MultiplierFamilies.Parse).Where((_, i) => i % (signed ? 7 : 3) == 0))
        {
            var multiplier = member.ToMultiplier(signed);
            Assert.True(multiplier.Circuit!.Table(signed).Products.SequenceEqual(multiplier.Table.Products), multiplier.Name);
        }
    }

    [Fact]
    public void Exact_narrow_multipliers_have_circuits_by_construction()
    {
        for (var a = 1; a <= 8; a++)
        for (var b = 1; b <= 8; b++)
        {
            foreach (var signed in (bool[])[false, true])
            {
                var widths = new OperandWidths(a, b);
                // The product of two least numbers of one bit each does not fit in two bits.
                if (signed && a == 1 && b == 1)
                    continue;
                var table = ArrayCircuits.Exact(widths, signed).Table(signed);
                Assert.True(table.ErrorMap().All(e => e == 0), $"{widths} {signed}");
            }
        }
    }

    /// <summary>Gates that are equal only once others are one may have equal operands, which codes cannot tell apart.</summary>
    [Fact]
    public void Any_circuit_keeps_its_products_when_equal_gates_become_one_and_after_codes() =>
        Gen.Select(Gen.Int[0, 40].Array[3].Array[1, 60], Gen.Int[0, 200].Array[2])
            .Sample(
                (steps, chosen) =>
                {
                    var widths = new OperandWidths(1, 1);
                    var circuit = new Circuit();
                    List<int> literals = [Circuit.A(0), Circuit.B(0)];
                    foreach (var step in steps)
                    {
                        var (x, y) = (
                            literals[step[0] % literals.Count] ^ (step[2] >> 1 & 1),
                            literals[step[1] % literals.Count]
                        );
                        literals.Add((step[2] & 1) != 0 ? circuit.Xor(x, y) : circuit.And(x, y));
                    }
                    int[] outputs = [.. chosen.Select(c => literals[c % literals.Count])];
                    var expected = ProductPlanes.Table("test", circuit, outputs, false, widths).Products.ToArray();
                    var netlist = Netlist.Of(circuit, outputs, widths)!;
                    Assert.Equal(expected, netlist.Table(signed: false).Products.ToArray());
                    var again = Netlist.Decode(netlist.Encode(), widths);
                    Assert.Equal(expected, again.Table(signed: false).Products.ToArray());
                }
            );

    [Fact]
    public void Circuits_survive_codes_and_exchange_of_operands()
    {
        var circuit = MultiplierFamilies.Parse("broken-array:2,5").Single().ToMultiplier(signed: false).Circuit!;
        var again = Netlist.Decode(circuit.Encode(), circuit.Widths);
        Assert.Equal(circuit.Gates, again.Gates);
        Assert.Equal(circuit.Outputs, again.Outputs);
        var exchanged = circuit.Transposed().Table(signed: false).Products.ToArray();
        Assert.Equal(circuit.Table(signed: false).Transposed().Products.ToArray(), exchanged);
    }

    /// <summary>Whatever numbers a file holds, they are a circuit or are refused.</summary>
    [Fact]
    public void Codes_at_random_are_read_or_refused() =>
        Gen.Select(Gen.UShort[0, 60].Array[16, 60], Gen.Int[1, 8], Gen.Int[1, 8])
            .Sample(
                (codes, a, b) =>
                {
                    try
                    {
                        var netlist = Netlist.Decode(codes, new OperandWidths(a, b));
                        Assert.Equal(65536 >> (16 - a - b), netlist.Table(signed: false).Products.Length);
                    }
                    catch (FormatException)
                    {
                        // Refused, as most are.
                    }
                },
                iter: 500
            );

    [Fact]
    public void Libraries_keep_circuits_and_refuse_one_of_other_products()
    {
        using var folder = new TemporaryFolder();
        var library = MultiplierFamilies.Library("families", ["drum:4", "mitchell"], signed: true);
        library.Save(folder["l.npz"]);
        Assert.Equal(4, ArchiveReader.Open(folder["l.npz"], "multiplier-library", 4).Version);
        var loaded = MultiplierLibrary.Load(folder["l.npz"]);
        Assert.All(
            loaded.Multipliers.Zip(library.Multipliers),
            p => Assert.Equal(p.First.Circuit!.Gates, p.Second.Circuit!.Gates)
        );
        loaded.Save(folder["again.npz"]);
        Assert.Equal(File.ReadAllBytes(folder["l.npz"]), File.ReadAllBytes(folder["again.npz"]));

        var wrong = library.Multipliers[0] with { Circuit = library.Multipliers[1].Circuit };
        new MultiplierLibrary("wrong", [wrong]).Save(folder["w.npz"]);
        var error = Assert.Throws<ArchiveException>(() => MultiplierLibrary.Load(folder["w.npz"]));
        Assert.Contains("computes other products than the table of mul8s_exact", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_keeps_the_circuit_of_a_model_whatever_order_its_operands_have()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["mul8u_X.v"],
            "module mul8u_X(input [7:0] A, input [7:0] B, output [15:0] O);\nassign O = A * (B & 8'hFC);\nendmodule\n"
        );
        var read = MultiplierImport.Read(
            [folder["mul8u_X.v"]],
            new ImportOptions(false, null, "l", null, null) { PowerMilliwatt = 0.1 }
        );
        var multiplier = Assert.Single(read.Multipliers);
        Assert.Equal(multiplier.Native.Products.ToArray(), multiplier.Circuit!.Table(signed: false).Products.ToArray());
    }

    [Fact]
    public void A_circuit_is_found_by_name_by_digest_and_by_exactness_and_never_of_other_products()
    {
        var drum = MultiplierFamilies.Parse("drum:4").Single().ToMultiplier(signed: false);
        var bare = drum with { Circuit = null };
        Assert.NotNull(MultiplierCircuits.Find(bare));
        Assert.Null(MultiplierCircuits.Find(bare with { Name = "other" }));
        var library = MultiplierFamilies.Library("families", ["drum:4"], signed: false);
        Assert.NotNull(MultiplierCircuits.Find(bare with { Name = "other" }, library));
        Assert.NotNull(MultiplierCircuits.Find(new Multiplier("e", TruthTable.Exact(signed: true), 1)));
        var lying = new Multiplier("mul8u_drum_k4", TruthTable.Exact(signed: true), 1) { Circuit = drum.Circuit };
        Assert.True(MultiplierCircuits.Find(lying)!.Table(signed: true).Products.SequenceEqual(lying.Table.Products));
        Assert.Null(MultiplierCircuits.Find(new Multiplier("mul8u_drum_k4", new TruthTable(new int[65536], false), 1)));
    }

    [Theory]
    [InlineData(8, 3, false)]
    [InlineData(5, 8, true)]
    [InlineData(7, 7, false)]
    [InlineData(8, 8, true)]
    public void A_narrow_circuit_is_found_behind_the_table_that_it_stands_for(int a, int b, bool signed)
    {
        var widths = new OperandWidths(a, b);
        var native = ArrayCircuits.Exact(widths, signed).Table(signed);
        var table = native.ToTruthTable();
        Assert.Equal((a, b), (OperandBits.Of(table).CountA, OperandBits.Of(table).CountB));
        Assert.Equal(widths, NativeTable.Narrowest(table).Widths);
        Assert.Equal(widths, MultiplierCircuits.Find(new Multiplier("m", table, 1))!.Widths);
    }

    [Fact]
    public void A_table_that_depends_on_nothing_or_not_as_a_narrow_circuit_does_is_not_taken_for_one()
    {
        var zero = new TruthTable(new int[65536], signed: false);
        Assert.Equal(new OperandBits(0, 0), OperandBits.Of(zero));
        Assert.Equal(new OperandWidths(1, 1), NativeTable.Narrowest(zero).Widths);
        // It reads the four high bits of b, and its products are odd.
        var odd = new TruthTable([.. Enumerable.Range(0, 65536).Select(i => (i >> 8) * (i & 240) | 1)], signed: false);
        Assert.Equal(4, OperandBits.Of(odd).CountB);
        Assert.Equal(OperandWidths.Full, NativeTable.Narrowest(odd).Widths);
    }
}
