using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class CostImportTests
{
    private static string Model(string header) => new OwnModels(false, 0).C("mul8u_x", Dialect.All[0], header);

    private static readonly MultiplierLibrary Two = new(
        "two",
        [
            new("mul8u_a", TruthTable.Exact(false), 0.4) { Costs = new([("asap7", 30)]) },
            new("mul8u_b", new TruthTable(new int[TruthTable.Length], false), 0.1),
        ]
    );

    private static (MultiplierLibrary Library, List<ImportNote> Notes) Into(string sheet, string file = "costs.csv")
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[file], sheet);
        var result = MultiplierImport.Read([folder[file]], new ImportOptions(false, null, "two") { CostsAlone = true });
        var notes = result.Notes.ToList();
        return (CostMerge.Into(Two, result.Costs, notes), notes);
    }

    [Fact]
    public void A_sheet_alone_adds_columns_to_a_library_and_its_unit_stays_in_the_name()
    {
        var (library, notes) = Into("name,cost_asap7,cost_Sky130 (µW)\na,31.5,120\nmul8u_b,2,7\n");
        Assert.Equal(["power", "asap7", "sky130_uw"], library.Costs);
        Assert.Equal(2 / 31.5, library.By("asap7").RelativeCost(library.Multipliers[1]), 1e-12);
        Assert.Equal(7 / 120.0, library.By("sky130_uw").RelativeCost(library.Multipliers[1]), 1e-12);
        Assert.Equal("asap7 was 30 and is 31.5 now", Assert.Single(notes).Text);
    }

    [Fact]
    public void Costs_of_multipliers_that_a_library_lacks_are_left_out_with_a_note()
    {
        var (library, notes) = Into("name,cost_asap7\nb,3\nnobody,4\n");
        Assert.Equal(3, library.Multipliers[1].Costs.Of("asap7"));
        Assert.Equal(30, library.Multipliers[0].Costs.Of("asap7"));
        Assert.Equal("two has no such multiplier; its costs are left out", Assert.Single(notes).Text);
        Assert.StartsWith(
            "library two: it has none of the 2 multipliers whose costs are given, the first nobody",
            Importing.Assert(() => Into("name,cost_asap7\nnobody,4\nno-one,4\n")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("name,cost_asap7\na,cheap\n", "cost_asap7 is \"cheap\"; write a number at or above 0")]
    [InlineData("name,cost_asap7\na,-1\n", "cost_asap7 is \"-1\"; write a number at or above 0")]
    [InlineData("name,cost_asap7\na,1\na,2\n", "a has facts already, and others")]
    [InlineData("name,price\na,1\n", "the paths hold no multiplier")]
    public void A_sheet_that_says_no_costs_is_refused(string sheet, string reason) =>
        Assert.Contains(reason, Importing.Assert(() => Into(sheet)), StringComparison.Ordinal);

    [Fact]
    public void A_sheet_alone_makes_no_library()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["costs.csv"], "name,cost_asap7\na,1\n");
        Assert.Contains(
            "the paths hold no multiplier",
            Importing.Assert(() => MultiplierImport.Read([folder["costs.csv"]], new ImportOptions(false, null, "x")))
        );
    }

    [Fact]
    public void Json_of_a_library_gives_its_costs()
    {
        var json = "{\"multipliers\":[{\"name\":\"mul8u_b\",\"costs\":{\"asap7\":2.5}}]}";
        Assert.Equal(2.5, Into(json, "library.json").Library.Multipliers[1].Costs.Of("asap7"));
    }

    [Fact]
    public void Headers_of_ApproxFPGAs_give_watts_nanoseconds_and_look_up_tables()
    {
        var header = "// FPGA_POWER = 1.3\n// FPGA_DELAY = 11\n// FPGA_LUT = 79\n";
        var alone = Importing.Read("x.c", Model(header)).Multipliers[0];
        Assert.Equal((1300, 11, 79), (alone.PowerMilliwatt, alone.DelayNanosecond, alone.LookUpTables));
        Assert.Empty(alone.Costs);

        // Silicon's power is the power where both are known; the FPGA's is a column beside it.
        var both = Importing.Read("x.c", Model(Importing.Power + header)).Multipliers[0];
        Assert.Equal((0.25, 79), (both.PowerMilliwatt, both.LookUpTables));
        Assert.Null(both.DelayNanosecond);
        Assert.Equal(new CostList([("fpga_power", 1300)]), both.Costs);
    }

    [Fact]
    public void Exported_facts_give_all_costs_back()
    {
        using var folder = new TemporaryFolder();
        var library = Two.Multipliers.Select(m => m with { LookUpTables = 5 }).ToList();
        var files = TableExport.Write(library, ExportFormat.Raw16, folder["out"]);
        Assert.Equal("name,signed,power_mw,area_um2,delay_ns,luts,cost_asap7", File.ReadLines(files[^1]).First());
        var back = MultiplierImport.Read([folder["out"]], new ImportOptions(null, null, "two")).ToLibrary();
        Assert.Equal(library.Select(m => (m.LookUpTables, m.Costs)), back.Multipliers.Select(m => (m.LookUpTables, m.Costs)));
    }
}
