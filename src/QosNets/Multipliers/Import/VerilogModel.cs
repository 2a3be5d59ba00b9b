namespace QosNets.Multipliers;

/// <summary>
/// Reads a Verilog model: one module with two 8-bit inputs and a 16-bit output, wires, and continuous assignments in any
/// order. The first input of the port list is operand a whatever its name. Instances of cells are refused.
/// </summary>
internal sealed class VerilogModel
{
    // Bits of all nets together; the widest published model declares about 2,000.
    private const int MaximumBits = 1 << 17;

    private readonly SourceText source;
    private readonly Lexer lexer;
    private readonly Dictionary<string, VerilogNet> nets = new(StringComparer.Ordinal);
    private readonly List<string> ports = [];
    private readonly Dictionary<string, bool> directions = new(StringComparer.Ordinal);
    private readonly VerilogExpressions expressions;
    private readonly VerilogOrder order;
    private int bits;

    private VerilogModel(SourceText source)
    {
        this.source = source;
        lexer = new Lexer(source);
        expressions = new VerilogExpressions(source, lexer, nets);
        order = new VerilogOrder(source);
        // A time scale says nothing about values.
        while (lexer.Accept("`"))
        {
            if (!lexer.IsWord("timescale"))
                throw lexer.Unexpected("\"timescale\" (other directives are not read)");
            lexer.SkipLine();
        }
        if (!lexer.IsWord("module"))
            throw lexer.Unexpected("\"module\"");
        lexer.Advance();
        Name = lexer.Identifier("the name of the module");
    }

    private string Name { get; }

    /// <summary>The name of the module.</summary>
    public static string NameOf(SourceText source) => new VerilogModel(source).Name;

    /// <summary>The truth table; with <paramref name="signed"/> operands and result are two's complement.</summary>
    /// <exception cref="LibraryException">The text is no such module, with line and column.</exception>
    /// <exception cref="CellNetlistException">The module instantiates cells.</exception>
    public static TruthTable Evaluate(SourceText source, bool signed)
    {
        var model = new VerilogModel(source);
        var circuit = new Circuit();
        return ProductPlanes.Table(source.Path, circuit, model.Build(circuit), signed);
    }

    private int[] Build(Circuit circuit)
    {
        var start = lexer.Start;
        Ports();
        while (!lexer.IsWord("endmodule"))
            Item();
        lexer.Advance();
        if (lexer.Kind != TokenKind.End)
            throw lexer.Unexpected("the end of the file (a model is one module)");
        var inputs = ports.Where(p => directions.TryGetValue(p, out var output) && !output).Select(p => nets[p]).ToArray();
        var outputs = ports.Where(p => directions.TryGetValue(p, out var output) && output).Select(p => nets[p]).ToArray();
        if (
            inputs.Length + outputs.Length != ports.Count
            || inputs.Length != 2
            || outputs.Length != 1
            || inputs.Any(i => i.Bits.Length != 8)
            || outputs[0].Bits.Length != 16
        )
            throw source.Fault(
                start,
                $"module {SourceText.Printable(Name)} has inputs of [{Widths(inputs)}] and outputs of [{Widths(outputs)}] "
                    + $"bits; a multiplier has two inputs of 8 bits and an output of 16"
            );
        for (var i = 0; i < 8; i++)
        {
            inputs[0].Bits[i] = Circuit.A(i);
            inputs[1].Bits[i] = Circuit.B(i);
        }
        order.Build(circuit);
        var undriven = Array.FindIndex(outputs[0].Bits, b => b < 0);
        return undriven < 0
            ? outputs[0].Bits
            : throw source.Fault(
                start,
                $"bit {undriven + outputs[0].Low} of {SourceText.Printable(outputs[0].Name)} is never assigned"
            );
    }

    private static string Widths(VerilogNet[] of) => string.Join(", ", of.Select(n => n.Bits.Length));

    // Names only, or names with direction and range (the style of Verilog 2001).
    private void Ports()
    {
        lexer.Expect("(", "and the ports of the module");
        bool? output = null;
        var range = (High: 0, Low: 0);
        do
        {
            if (Direction() is { } direction)
            {
                output = direction;
                range = Range();
            }
            var start = lexer.Start;
            var name = lexer.Identifier("the name of a port");
            if (ports.Contains(name) || ports.Count > 16)
                throw source.Fault(start, $"port {SourceText.Printable(name)} is there twice, or there are more than 16");
            ports.Add(name);
            if (output is { } known)
                Declare(name, start, range, known);
        } while (lexer.Accept(","));
        lexer.Expect(")", "after the ports");
        lexer.Expect(";", "after the ports");
    }

    private bool? Direction()
    {
        var output = lexer.IsWord("output");
        if (!output && !lexer.IsWord("input"))
            return null;
        lexer.Advance();
        if (lexer.IsWord("wire"))
            lexer.Advance();
        return output;
    }

    private (int High, int Low) Range()
    {
        if (lexer.IsWord("signed"))
            throw source.Fault(
                lexer.Start,
                "signed nets are not read; bits are bits, and the name or --operands says what they mean"
            );
        if (!lexer.Accept("["))
            return (0, 0);
        var start = lexer.Start;
        var high = expressions.Index();
        lexer.Expect(":", "and the lowest index");
        var low = expressions.Index();
        lexer.Expect("]", "after the range");
        return high >= low ? (high, low) : throw source.Fault(start, $"range {high}:{low}; the highest index comes first");
    }

    private void Item()
    {
        if (Direction() is { } direction)
        {
            Names(direction);
        }
        else if (lexer.IsWord("wire"))
        {
            lexer.Advance();
            Names(null);
        }
        else if (lexer.IsWord("assign"))
        {
            lexer.Advance();
            do Assignment();
            while (lexer.Accept(","));
        }
        else
        {
            throw Refused();
        }
        lexer.Expect(";", "or one of | ^ &");
    }

    private Exception Refused()
    {
        if (
            lexer.Kind != TokenKind.Identifier
            || lexer.Token
                is "reg"
                    or "always"
                    or "initial"
                    or "function"
                    or "generate"
                    or "parameter"
                    or "localparam"
                    or "module"
                    or "inout"
        )
            return lexer.Unexpected("input, output, wire, assign or endmodule");
        var fault = source.Fault(
            lexer.Start,
            $"\"{SourceText.Printable(lexer.Token)}\" is an instance of a cell, whose function is not in this file; import "
                + $"the C model, or Verilog with assign only"
        );
        return new CellNetlistException(fault.Message);
    }

    private void Names(bool? output)
    {
        var range = Range();
        do
        {
            var start = lexer.Start;
            var name = lexer.Identifier("the name of a net");
            if (output is not null && !ports.Contains(name))
                throw source.Fault(start, $"{SourceText.Printable(name)} is not in the list of ports");
            Declare(name, start, range, output);
        } while (lexer.Accept(","));
    }

    private void Declare(string name, int start, (int High, int Low) range, bool? output)
    {
        if (nets.TryGetValue(name, out var known))
        {
            // "output [15:0] O; wire [15:0] O;" declares one net.
            if (output is null && directions.ContainsKey(name) && (known.High, known.Low) == range)
                return;
            throw source.Fault(start, $"{SourceText.Printable(name)} is declared twice");
        }
        bits += range.High - range.Low + 1;
        if (bits > MaximumBits)
            throw source.Fault(start, $"the nets have more than {MaximumBits} bits");
        var net = new VerilogNet(name, range.High, range.Low);
        nets.Add(name, net);
        if (output is not { } known2)
            return;
        directions.Add(name, known2);
        if (!known2)
            Array.Fill(net.Bits, VerilogNet.Driven);
    }

    private void Assignment()
    {
        var targets = new List<VerilogPart>();
        if (lexer.Accept("{"))
        {
            do targets.Add(expressions.Part());
            while (lexer.Accept(","));
            lexer.Expect("}", "or \",\"");
        }
        else
        {
            targets.Add(expressions.Part());
        }
        foreach (var target in targets)
        {
            if (target.Bits.ContainsAnyExcept(VerilogNet.Undriven))
                throw source.Fault(
                    target.Offset,
                    $"a bit of {SourceText.Printable(target.Net.Name)} is assigned twice, or is an input"
                );
            target.Bits.Fill(VerilogNet.Driven);
        }
        lexer.Expect("=", "and the value");
        var (expression, reads, nodes) = expressions.Parse();
        order.Add(targets, expression, reads, nodes);
    }
}
