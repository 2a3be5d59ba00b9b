using System.Text;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

/// <summary>Fact sheets as spreadsheets and other programs write them.</summary>
public sealed class FactSheetTests
{
    [Theory]
    [InlineData("\uFEFFname;power_mw;area_um2\r\nmul8u_x;0,391;709,6\r\n", 0.391, 709.6)]
    [InlineData("name,power_mw,source\nmul8u_x,0.391,\"Mrazek, V., DATE 2017\"\n", 0.391, null)]
    [InlineData("name,power_uW,area\nmul8u_x,391,709.6\n", 0.391, 709.6)]
    [InlineData("name,power_mw\nmul8u_x,\"0,391\"\n", 0.391, null)]
    [InlineData("Name\tPower (W)\tArea (mm²)\nmul8u_x\t0.000391\t0.0007096\n", 0.391, 709.6)]
    [InlineData("# facts\n\n NAME | Power [nW]\nmul8u_x | 391000\n", 0.391, null)]
    [InlineData("circuit,FPGA_power_mW,fpga_delay_ns,LUTs\nmul8u_x,0.391,7,57\n", 0.391, null)]
    public void Separators_quotes_decimal_commas_and_units_are_understood(string sheet, double power, double? area)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["facts.csv"], sheet);
        var multiplier = Read(folder).Multipliers[0];
        Assert.Equal(power, multiplier.PowerMilliwatt, 1e-12);
        Assert.Equal(area ?? 0, multiplier.AreaSquareMicrometre ?? 0, 1e-9);
        if (sheet.Contains("Mrazek", StringComparison.Ordinal))
            Assert.Equal("Mrazek, V., DATE 2017", multiplier.Source);
        if (sheet.Contains("FPGA", StringComparison.Ordinal))
            Assert.Equal((57, 7.0), (multiplier.LookUpTables, multiplier.DelayNanosecond));
    }

    [Fact]
    public void Columns_that_are_not_read_are_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["facts.csv"], "name,power_mw,colour,taste\nmul8u_x,1,red,sour\n");
        Assert.EndsWith(
            "columns that are not read: colour, taste",
            Assert.Single(Read(folder).Notes).ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("name,power (hp)\nmul8u_x,1\n", "line 2: power (hp): its unit \"hp\" is not read; write nW, uW, mW or W")]
    [InlineData(
        "name,power_mw\nmul8u_x,\"1,234\"\n",
        "line 2: power_mw is \"1,234\"; write a number at or above 0 with a decimal point"
    )]
    [InlineData("name;power_mw\nmul8u_x;1;2\n", "line 2: 3 fields for 2 columns")]
    [InlineData("name,width_a,power_mw\nmul8u_x,9,1\n", "line 2: width_a is \"9\"; an operand has 1..8 bits")]
    public void What_is_not_understood_is_refused_by_name(string sheet, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["facts.csv"], sheet);
        Assert.Contains(reason, Importing.Assert(() => Read(folder)), StringComparison.Ordinal);
    }

    private static ImportResult Read(TemporaryFolder folder) =>
        Importing.Read(
            folder,
            "x.c",
            Encoding.UTF8.GetBytes(new OwnModels(false, 0).C("mul8u_x", Dialect.All[0])),
            null,
            folder["facts.csv"]
        );
}
