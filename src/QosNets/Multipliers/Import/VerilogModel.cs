namespace QosNets.Multipliers;

/// <summary>
/// A Verilog model: a module with two inputs and an output, with the modules, functions and standard cells that it uses,
/// continuous assignments in any order and combinational procedures. The first input of the port list is operand a whatever its
/// name.
/// </summary>
internal sealed class VerilogModel
{
    private readonly SourceText source;
    private readonly VerilogFile file;
    private readonly VerilogModule module;
    private readonly VerilogOrder order;
    private readonly IReadOnlyList<VectorPort<VerilogPart>> inputs;
    private readonly VectorPort<VerilogPart> output;

    private VerilogModel(SourceText source)
    {
        this.source = source;
        file = new VerilogFile(source);
        var lexer = new Lexer(source, verilog: true);
        var expressions = new VerilogExpressions(source, lexer);
        var statements = new VerilogStatements(source, lexer, expressions);
        expressions.Functions = new VerilogFunctions(source, lexer, expressions, statements);
        order = new VerilogOrder(source);
        var declarations = new VerilogDeclarations(source, lexer, expressions);
        var context = new VerilogContext(source, file, lexer, expressions, statements, declarations, order);
        module = new VerilogModule(context, 0);
        var start = file.Find(file.Top)!.Value;
        module.Read(start, new Dictionary<string, long>());
        inputs = VectorPorts.Join(Ports(output: false, start), 2);
        var outputs = VectorPorts.Join(Ports(output: true, start), 1);
        Widths = PortShape.Widths(source.Path, file.Top, [.. inputs.Select(i => Width(i))], [.. outputs.Select(o => Width(o))]);
        output = outputs[0];
    }

    /// <summary>The name of the module.</summary>
    public string Name => file.Top;

    /// <summary>Bits of the two inputs.</summary>
    public OperandWidths Widths { get; }

    /// <summary>The names of the two inputs.</summary>
    public OperandPorts OperandPorts => new(inputs[0].Name, inputs[1].Name);

    /// <summary>The name of the module, which is read no further.</summary>
    public static string NameOf(SourceText source) => new VerilogFile(source).Top;

    /// <summary>Reads a model.</summary>
    /// <exception cref="LibraryException">The text is no such module, with line and column.</exception>
    /// <exception cref="NoMultiplierException">It has other ports, or cells that are not known.</exception>
    public static VerilogModel Open(SourceText source) => new(source);

    /// <summary>The bits of the result in a circuit; they are built once.</summary>
    public int[] Build(Circuit circuit)
    {
        Set(inputs[0], Circuit.A);
        Set(inputs[1], Circuit.B);
        order.Build(new VerilogRun(source, circuit));
        var bits = output.Bits.SelectMany(p => p.Bits.ToArray()).ToArray();
        var undriven = Array.FindIndex(bits, b => b < 0);
        return undriven < 0
            ? bits
            : throw source.Fault(
                output.Bits[0].Offset,
                $"bit {undriven} of {SourceText.Printable(output.Name)} is never assigned"
            );
    }

    private static void Set(VectorPort<VerilogPart> port, Func<int, int> operand)
    {
        var bit = 0;
        foreach (var part in port.Bits)
        {
            for (var i = 0; i < part.Width; i++)
                part.Bits[i] = operand(bit++);
        }
    }

    private static int Width(VectorPort<VerilogPart> port) => port.Bits.Sum(p => p.Width);

    // A vector is one part of several bits, a joined one many parts of one bit.
    private List<VectorPort<VerilogPart>> Ports(bool output, int offset) =>
        [.. module.Of(output).Select(n => new VectorPort<VerilogPart>(n.Name, [VerilogPart.All(n, offset)]))];
}
