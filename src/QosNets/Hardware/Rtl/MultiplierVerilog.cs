using System.Globalization;
using System.Text;
using QosNets.Multipliers;

namespace QosNets.Hardware;

/// <summary>
/// One multiplier as a Verilog module. The row operand is the activation, the column operand the weight, both of 8 bits; a
/// circuit of narrower operands reads their high bits and its product is shifted up to the scale of an 8×8 one.
/// </summary>
internal static class MultiplierVerilog
{
    /// <summary>The module: gates where a circuit is known, else a table, which is for simulation.</summary>
    /// <param name="module">Name of the module.</param>
    /// <param name="multiplier">The multiplier.</param>
    /// <param name="circuit">Its circuit, or null.</param>
    public static string Of(string module, Multiplier multiplier, Netlist? circuit)
    {
        ArgumentNullException.ThrowIfNull(multiplier);
        var native = NativeTable.Narrowest(multiplier.Table);
        var widths = circuit?.Widths ?? native.Widths;
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            // {VerilogText.Comment(multiplier.Name)}: {(native.Signed ? "signed" : "unsigned")} {widths} multiplier, {(
                circuit is null
                    ? "a table. FOR SIMULATION: no circuit is known, and what synthesis makes of it is not the published one"
                    : $"{circuit.Gates.Count} gates"
            )}.
            module {module} (
                input  wire  [7:0] row,
                input  wire  [7:0] column,
                output wire [15:0] product
            );

            """
        );
        var bits = widths.A + widths.B;
        if (circuit is null)
            AppendTable(text, native);
        else
            AppendGates(text, circuit);
        text.Append(
            CultureInfo.InvariantCulture,
            $"    assign product = {(bits == 16 ? "native" : $"{{native, {16 - bits}'d0}}")};\nendmodule\n"
        );
        return text.ToString();
    }

    private static void AppendGates(StringBuilder text, Netlist circuit)
    {
        var (a, b) = (circuit.Widths.A, circuit.Widths.B);
        var read = new bool[Netlist.FirstGate + circuit.Gates.Count];
        for (var i = 0; i < circuit.Gates.Count; i++)
        {
            var gate = circuit.Gates[i];
            read[gate.Left >> 1] = read[gate.Right >> 1] = true;
            text.Append(
                CultureInfo.InvariantCulture,
                $"    wire n{i} = {Literal(gate.Left)} {(gate.Exclusive ? '^' : '&')} {Literal(gate.Right)};\n"
            );
        }
        foreach (var output in circuit.Outputs)
            read[output >> 1] = true;
        var bits = circuit.Outputs.Reverse().Select(Literal);
        text.Append(CultureInfo.InvariantCulture, $"    wire [{a + b - 1}:0] native = {{{string.Join(", ", bits)}}};\n");
        var idle = Enumerable
            .Range(0, 8)
            .Where(i => i < 8 - a || !read[8 + 1 + i - (8 - a)])
            .Select(i => $"row[{i}]")
            .Concat(Enumerable.Range(0, 8).Where(i => i < 8 - b || !read[1 + i - (8 - b)]).Select(i => $"column[{i}]"))
            .ToArray();
        AppendUnused(text, idle);

        string Literal(int literal)
        {
            var node = literal >> 1;
            if (node == 0)
                return (literal & 1) == 0 ? "1'b0" : "1'b1";
            var name =
                node >= Netlist.FirstGate ? $"n{node - Netlist.FirstGate}"
                : node > 8 ? $"row[{node - 9 + 8 - a}]"
                : $"column[{node - 1 + 8 - b}]";
            return (literal & 1) == 0 ? name : "~" + name;
        }
    }

    private static void AppendTable(StringBuilder text, NativeTable table)
    {
        var (a, b) = (table.Widths.A, table.Widths.B);
        var bits = a + b;
        text.Append(
            CultureInfo.InvariantCulture,
            $"    reg [{bits - 1}:0] native;\n    always @*\n        case (row[7:{8 - a}])\n"
        );
        for (var row = 0; row < 1 << a; row++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"        {(row == (1 << a) - 1 ? "default" : $"{a}'d{row}")}:\n            case (column[7:{8 - b}])\n"
            );
            for (var column = 0; column < 1 << b; column++)
            {
                var product = table.Products[(row << b) | column] & ((1 << bits) - 1);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"            {(column == (1 << b) - 1 ? "default" : $"{b}'d{column}")}: native = {bits}'d{product};\n"
                );
            }
            text.Append("            endcase\n");
        }
        text.Append("        endcase\n");
        AppendUnused(
            text,
            [.. Enumerable.Range(0, 8 - a).Select(i => $"row[{i}]"), .. Enumerable.Range(0, 8 - b).Select(i => $"column[{i}]")]
        );
    }

    // Linters pass over a net of this name.
    private static void AppendUnused(StringBuilder text, string[] bits)
    {
        if (bits.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"    wire unused = &{{1'b0, {string.Join(", ", bits)}}};\n");
    }
}
