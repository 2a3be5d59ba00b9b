using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class CostColumnTests
{
    private static readonly TruthTable Exact = TruthTable.Exact(false);
    private static readonly TruthTable Zero = new(new int[TruthTable.Length], false);

    private static CostList Costs(params (string, double)[] costs) => new(costs);

    private static readonly MultiplierLibrary Library = new(
        "priced",
        [
            new("exact", Exact, 0.4, 700) { LookUpTables = 80, Costs = Costs(("asap7", 31), ("fpga_power", 1300)) },
            new("slow", Exact, 0.2, 800) { LookUpTables = 70, Costs = Costs(("asap7", 29)) },
            new("zero", Zero, 0.1, 70) { LookUpTables = 0, Costs = Costs(("asap7", 3.1)) },
        ]
    );

    [Theory]
    [InlineData("power", "exact", 0.25)]
    [InlineData("area", "slow", 70 / 800.0)]
    [InlineData("luts", "exact", 0)]
    [InlineData("asap7", "exact", 0.1)]
    public void A_library_is_chosen_from_by_any_column_that_all_multipliers_have(string cost, string exact, double relative)
    {
        var library = Library.By(cost);
        Assert.Equal((cost, exact), (library.Cost, library.Exact.Name));
        Assert.Equal(relative, library.RelativeCost(library.Multipliers[2]), 1e-12);
        Assert.Equal(1, library.RelativeCost(library.Exact));
        // Power stays power, relative to the same multiplier.
        Assert.Equal(0.1 / library.Exact.PowerMilliwatt, library.RelativePower(library.Multipliers[2]), 1e-12);
    }

    [Fact]
    public void A_column_that_is_not_there_or_not_everywhere_is_refused_with_what_is_there()
    {
        Assert.Equal(["power", "area", "luts", "asap7", "fpga_power"], Library.Costs);
        Assert.Equal(
            "library priced: it has no cost \"asap8\"; choose by power or area or luts or asap7, or add the column with "
                + "'qosnets multipliers import SHEET --into LIBRARY'",
            Assert.Throws<LibraryException>(() => Library.By("asap8")).Message
        );
        Assert.StartsWith(
            "library priced: 2 of its 3 multipliers have no cost \"fpga_power\": slow, zero; add theirs",
            Assert.Throws<LibraryException>(() => Library.By("fpga_power")).Message,
            StringComparison.Ordinal
        );
        var free = new MultiplierLibrary("free", [new("exact", Exact, 1) { LookUpTables = 0 }]);
        Assert.Contains("has the cost luts = 0", Assert.Throws<LibraryException>(() => free.By("luts")).Message);
        Assert.False(free.HasCost("luts"));
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_cost_that_is_no_number_at_or_above_0_is_refused(double cost) =>
        Assert.StartsWith(
            "library l: exact has cost asap7 ",
            Assert
                .Throws<LibraryException>(() =>
                    new MultiplierLibrary("l", [new("exact", Exact, 1) { Costs = Costs(("asap7", cost)) }])
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("power")]
    [InlineData("luts")]
    [InlineData("Asap")]
    [InlineData("7nm")]
    [InlineData("a-b")]
    [InlineData("")]
    [InlineData("a234567890123456789012345678901234")]
    public void A_column_of_its_own_has_a_plain_name_that_no_fact_has(string name) =>
        Assert.Throws<ArgumentException>(() => Costs((name, 1)));

    [Fact]
    public void Costs_survive_a_file_of_version_5_and_libraries_without_keep_theirs()
    {
        using var folder = new TemporaryFolder();
        Library.Save(folder["l.npz"]);
        Assert.Equal(5, ArchiveReader.Open(folder["l.npz"], "multiplier-library", 5).Version);
        var loaded = MultiplierLibrary.Load(folder["l.npz"]);
        foreach (var (before, after) in Library.Multipliers.Zip(loaded.Multipliers))
            Assert.Equal(before with { Table = after.Table }, after);
        loaded.Save(folder["again.npz"]);
        Assert.Equal(File.ReadAllBytes(folder["l.npz"]), File.ReadAllBytes(folder["again.npz"]));

        var plain = Library.Multipliers.Select(m => m with { Costs = CostList.None });
        new MultiplierLibrary("plain", plain).Save(folder["plain.npz"]);
        Assert.Equal(3, ArchiveReader.Open(folder["plain.npz"], "multiplier-library", 5).Version);
    }

    [Fact]
    public void Multipliers_of_equal_products_have_the_costs_of_the_one_of_lower_power()
    {
        var merged = MultiplierMerge.Into(
            Library,
            [
                new Multiplier("zero", Zero, 0.05) { Costs = Costs(("asap7", 2.5)) },
                new Multiplier("slow", Exact, 0.5) { Costs = Costs(("asap7", 40), ("fpga_power", 1200)), LookUpTables = 9 },
            ],
            []
        );
        // All exact ones are one circuit: the cheapest is "slow" of the library.
        var exact = Assert.Single(merged.Multipliers, m => m.Table.IsExact);
        Assert.Equal((0.2, 70), (exact.PowerMilliwatt, exact.LookUpTables));
        Assert.Equal(Costs(("asap7", 29), ("fpga_power", 1300)), exact.Costs);
        var zero = Assert.Single(merged.Multipliers, m => m.Name == "zero");
        Assert.Equal((0.05, 0, Costs(("asap7", 2.5))), (zero.PowerMilliwatt, zero.LookUpTables, zero.Costs));
    }
}
