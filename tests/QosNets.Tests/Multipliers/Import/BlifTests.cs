using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class BlifTests
{
    private const string Ports =
        ".inputs a[0] a[1] a[2] a[3] a[4] a[5] a[6] a[7] \\\n b[0] b[1] b[2] b[3] b[4] b[5] b[6] b[7]\n"
        + ".outputs p[0] p[1] p[2] p[3] p[4] p[5] p[6] p[7] p[8] p[9] p[10] p[11] p[12] p[13] p[14] p[15]\n";

    private static readonly string Zeros = string.Concat(Enumerable.Range(3, 13).Select(i => $".names p[{i}]\n"));

    [Fact]
    public void Covers_cells_and_models_in_any_order_give_the_table()
    {
        var text =
            "# from a synthesis tool\n.model mul8u_x\n"
            + Ports
            + Zeros
            + ".names t p[0]\n1 1\n.names a[0] b[0] t\n11 1\n"
            + ".names a[1] b[1] p[1]\n10 1\n01 1\n.subckt either x=a[2] y=b[2] z=n\n.gate INV_X1 A=n ZN=p[2]\n.end\n"
            + ".model either\n.inputs x y\n.outputs z\n.names x y z\n00 0\n.end\n";
        var multiplier = Read(text);
        Assert.Equal("mul8u_x", multiplier.Name);
        for (var i = 0; i < 65536; i++)
        {
            var (a, b) = (i >> 8, i & 255);
            Assert.Equal(a & b & 1 | (a ^ b) & 2 | (~(a | b) & 4), multiplier.Table.Products[i]);
        }
    }

    [Theory]
    [InlineData(".latch x y\n", "line 5: \".latch\" is not read")]
    [InlineData(".names a[0] p[0]\n2 1\n", "\"2 1\" is no row of 1 inputs")]
    [InlineData(".names a[0] p[0]\n1 1\n0 0\n", "\"0 0\" is no row")]
    [InlineData(".names q p[0]\n1 1\n", "q is read but never set")]
    [InlineData(".names a[0] p[1]\n1 1\n.names a[0] p[1]\n1 1\n", "p[1] is set twice")]
    [InlineData(".gate MYCELL A=a[0] Y=p[0]\n", "\"MYCELL\" is a cell that is not known")]
    [InlineData("", "output p[0] is never set")]
    public void What_is_wrong_in_a_netlist_is_named(string body, string reason) =>
        Assert.Contains(
            reason,
            Importing.Fault("m.blif", ".model mul8u_x\n" + Ports + body + ".end\n"),
            StringComparison.Ordinal
        );

    private static Multiplier Read(string text) => Importing.Read("m.blif", text, power: 1).Multipliers[0];
}
