using QosNets.Data;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class ComparisonTests
{
    private static string Folder => Path.Combine(DataFolder.Find(), "evoapprox");

    private static readonly Multiplier Exact = new("exact", TruthTable.Exact(false), 0.4, 700, 1.5);

    [Fact]
    public void All_printed_figures_of_the_shipped_libraries_hold_but_three_whose_reasons_are_told()
    {
        var sheet = File.ReadAllLines(Path.Combine(Folder, "multipliers.csv"));
        var unsigned = PublishedComparison.Compare(MultiplierLibrary.Load(Path.Combine(Folder, "mul8u.npz")), sheet, "sheet");
        Assert.Equal((0, 360, 13), (unsigned.Differences.Count, unsigned.Compared, unsigned.OtherRows));
        var signed = PublishedComparison.Compare(MultiplierLibrary.Load(Path.Combine(Folder, "mul8s.npz")), sheet, "sheet");
        Assert.Equal((130, 36), (signed.Compared, signed.OtherRows));
        Assert.Equal(
            [
                ("mul8s_1KRC", "mae", "it was cut off, not rounded"),
                ("mul8s_1KVA", "mae_percent", "it is the percentage of the rounded mae, 1.2"),
                ("mul8s_1KVB", "mae_percent", "it is the percentage of the rounded mae, 4.2"),
            ],
            signed.Differences.Select(d => (d.Multiplier, d.Quantity, d.Reason)).Order()
        );
    }

    [Fact]
    public void A_sheet_is_compared_by_name_and_what_either_side_lacks_is_told()
    {
        var library = new MultiplierLibrary("l", [Exact, new("only_here", TruthTable.Exact(false), 0.3)]);
        var (differences, compared, _) = PublishedComparison.Compare(
            library,
            ["name,wce,power_mw,note", "exact,5,0.44,x", "only_there,0,1,y", ""],
            "sheet"
        );
        Assert.Equal(2, compared);
        Assert.Equal(
            [
                ("exact", "wce", "0", "5"),
                ("exact", "power_mw", "0.4", "0.44"),
                ("only_there", "multiplier", "missing", "there"),
                ("only_here", "multiplier", "there", "missing"),
            ],
            differences.Select(d => (d.Multiplier, d.Quantity, d.Here, d.There))
        );
    }

    [Fact]
    public void An_estimate_never_passes_as_a_printed_power()
    {
        var library = MultiplierFamilies.Library("l", [], signed: false);
        var difference = Assert.Single(
            PublishedComparison.Compare(library, ["name,power_mw", "mul8u_exact,0.424"], "sheet").Differences
        );
        Assert.Equal(("power_mw", "0.424 (estimate)"), (difference.Quantity, difference.Here));
    }

    [Theory]
    [InlineData("sheet: its first line names no column", "title,wce")]
    [InlineData("sheet: its first line names no column", "name,note")]
    [InlineData("sheet line 2: 1 fields for 2 columns", "name,wce", "exact")]
    [InlineData("sheet line 2: wce is \"many\"", "name,wce", "exact,many")]
    public void A_sheet_that_is_none_is_refused_with_its_line(string reason, params string[] lines)
    {
        var error = Assert.Throws<LibraryException>(() =>
            PublishedComparison.Compare(new MultiplierLibrary("l", [Exact]), lines, "sheet")
        );
        Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_libraries_differ_in_tables_facts_and_members()
    {
        var products = TruthTable.Exact(false).Products.ToArray();
        products[(3 << 8) | 5] = 16;
        products[65535] = 0;
        var here = new MultiplierLibrary(
            "here",
            [Exact, new("a", new TruthTable(products, false), 0.1), new("b", TruthTable.Exact(false), 0.2)]
        );
        var there = new MultiplierLibrary(
            "there",
            [
                Exact with
                {
                    AreaSquareMicrometre = null,
                    DelayNanosecond = 2,
                },
                new("a", TruthTable.Exact(false), 0.1),
                new("c", TruthTable.Exact(false), 0.2),
            ]
        );
        Assert.Equal(
            [
                ("exact", "delay_ns", "1.5", "2"),
                ("a", "table", "16", "15"),
                ("b", "multiplier", "there", "missing"),
                ("c", "multiplier", "missing", "there"),
            ],
            LibraryComparison.Compare(here, there).Select(d => (d.Multiplier, d.Quantity, d.Here, d.There))
        );
        Assert.Equal("2 of 65536 products differ, the first at a=3 b=5", LibraryComparison.Compare(here, there)[1].Reason);
        Assert.Empty(LibraryComparison.Compare(here, here));
        var signed = new MultiplierLibrary("signed", [new("exact", TruthTable.Exact(true), 0.4)]);
        Assert.Equal("signed", LibraryComparison.Compare(new MultiplierLibrary("l", [Exact]), signed)[0].Quantity);
    }
}
