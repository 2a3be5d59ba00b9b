using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class VerilogModelTests
{
    [Fact]
    public void Modules_in_both_styles_and_any_order_of_assignments_give_their_products()
    {
        for (var k = 0; k < 8; k++)
        {
            var signed = (k & 1) != 0;
            var model = new OwnModels(signed, 4 + k);
            var name = $"mul8{(signed ? "s" : "u")}_own{k}";
            var result = Importing.Read("any.v", Importing.Power + model.Verilog(name, (k & 2) != 0, (k & 4) != 0));
            Assert.Equal(name, result.Multipliers[0].Name);
            Importing.Equal(model.Table(), result.Multipliers[0].Table);
        }
    }

    [Theory]
    [InlineData("assign O = ~A;", 5, 9, 0xfffa)]
    [InlineData("assign O = {8'h00, ~A};", 5, 9, 0xfa)]
    [InlineData("assign O = A + 7 / 2 + 9 % 4;", 5, 9, 9)]
    [InlineData("assign O = {B, A};", 5, 9, 9 * 256 + 5)]
    [InlineData("wire [3:0] t; assign t = A; assign O = t | 16'h100;", 0xff, 9, 0x10f)]
    [InlineData("wire p, q; assign {p, q} = A[1:0]; assign O = {14'd3, q, p};", 2, 0, 13)]
    [InlineData("wire [8:1] t; assign t[8:2] = A[6:0]; assign t[1] = 1'b1; assign O = t[4:1] ^ B & A;", 5, 1, 11 ^ 1)]
    public void Widths_selects_and_concatenations_are_those_of_Verilog(string body, int a, int b, int product)
    {
        var table = Importing
            .Read(
                "m.v",
                $"{Importing.Power}`timescale 1ns/1ps\nmodule mul8u_x(A, B, O); input [7:0] A, B; output [15:0] O; {body} "
                    + $"endmodule"
            )
            .Multipliers[0]
            .Table;
        Assert.Equal(product, table[(byte)a, (byte)b]);
    }

    [Theory]
    [InlineData("MYAND g(.A(A[0]), .B(B[0]), .Y(O[0]));", "line 3 column 1: \"MYAND\" is an instance of a cell")]
    [InlineData("assign O = C;", "\"C\" is not declared")]
    [InlineData("assign O = A ** B;", "\"*\" where")]
    [InlineData("assign O = A / B;", "line 3 column 14: \"/\" of nets, or by 0; only constants are divided")]
    [InlineData("assign O = A % 0;", "\"%\" of nets, or by 0")]
    [InlineData("assign O = A /^ 16'h0F | A & B;", "\"/\" of nets, or by 0")]
    [InlineData("assign O = A[8];", "bits 8:8 of A, which has 7:0")]
    [InlineData("wire t; assign O = t;", "bit 0 of t is read but never assigned")]
    [InlineData("assign O[14:0] = A;", "bit 15 of O is never assigned")]
    [InlineData("assign O = A; assign O[3] = B[0];", "a bit of O is assigned twice")]
    [InlineData("assign A[0] = B[0]; assign O = A;", "is an input")]
    [InlineData("wire s, t; assign s = ~t; assign t = s; assign O = s;", "depends on itself")]
    [InlineData("initial O = A;", "\"initial\" where input, output, wire")]
    [InlineData("wire [0:7] t; assign O = A;", "the highest index comes first")]
    [InlineData("wire [99999:0] t; assign O = A;", "an index of 0..65535")]
    [InlineData("wire signed t; assign O = A;", "signed nets are not read")]
    [InlineData("wire A2, A2; assign O = A;", "A2 is declared twice")]
    [InlineData("assign O = 99'd1;", "is no constant")]
    [InlineData("assign O = 8'bxx;", "is no constant")]
    public void Anything_else_is_an_error_with_its_place(string body, string reason) =>
        Assert.Contains(
            reason,
            Importing.Fault("m.v", $"module mul8u_x(A, B, O);\ninput [7:0] A, B; output [15:0] O;\n{body}\nendmodule\n"),
            StringComparison.Ordinal
        );

    [Fact]
    public void In_a_folder_a_cell_netlist_is_passed_over_with_a_note()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mul8u_x.c"], new OwnModels(false, 3).C("mul8u_x", Dialect.All[0], Importing.Power));
        File.WriteAllText(
            folder["mul8u_x_cells.v"],
            "module mul8u_x(A, B, O); input [7:0] A, B; output [15:0] O; FAX1 f(A, B); endmodule"
        );
        var result = MultiplierImport.Read([folder.Path], new ImportOptions(null, null, "mine"));
        Assert.Single(result.Multipliers);
        Assert.Contains("\"FAX1\" is an instance of a cell", Assert.Single(result.Notes).Text, StringComparison.Ordinal);
    }
}
