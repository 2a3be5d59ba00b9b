namespace QosNets.Multipliers;

/// <summary>Reads instances of modules of the same file, of gates of the language, and of named standard cells.</summary>
internal sealed class VerilogInstances(VerilogContext context, int depth)
{
    private readonly SourceText source = context.Source;
    private readonly Lexer lexer = context.Lexer;
    private readonly VerilogExpressions expressions = context.Expressions;

    /// <summary>The instances of a statement, whose first word is the current token.</summary>
    public void Read()
    {
        var start = lexer.Start;
        var kind = expressions.Name("an instance");
        var parameters = lexer.Accept("#") ? Parameters() : [];
        do
        {
            if (lexer.Kind == TokenKind.Identifier)
                lexer.Advance();
            if (lexer.Is("["))
                throw source.Fault(lexer.Start, "a row of instances is not read; write them one by one");
            var pins = new VerilogPins(context);
            pins.Read();
            if (context.File.Find(kind) is { } module)
                Module(module, kind, parameters, pins, start);
            else if (Gate(kind, pins) is { } gate)
                Cell(gate, pins);
            else
                Cell(Named(kind, pins, start), pins);
        } while (lexer.Accept(","));
        lexer.Expect(";", "after the instance");
    }

    private Dictionary<string, long> Parameters()
    {
        var parameters = new Dictionary<string, long>(StringComparer.Ordinal);
        lexer.Expect("(", "and the parameters");
        do
        {
            if (!lexer.Accept("."))
            {
                parameters.Add($"#{parameters.Count}", expressions.Known("a parameter"));
                continue;
            }
            var start = lexer.Start;
            var name = expressions.Name("the name of a parameter");
            lexer.Expect("(", "and its value");
            if (!parameters.TryAdd(name, expressions.Known("a parameter")))
                throw source.Fault(start, $"parameter {SourceText.Printable(name)} is given twice");
            lexer.Expect(")", "after the value");
        } while (lexer.Accept(","));
        lexer.Expect(")", "after the parameters");
        return parameters;
    }

    private void Module(int offset, string kind, Dictionary<string, long> parameters, VerilogPins pins, int start)
    {
        var module = new VerilogModule(context, depth + 1);
        module.Read(offset, parameters);
        var inputs = module.Of(output: false).ToHashSet();
        var outputs = module.Of(output: true).ToHashSet();
        foreach (var (name, pin) in pins.Named(module.Ports, $"module {SourceText.Printable(kind)}", start))
        {
            var net = module.Scope.OwnNet(name)!;
            if (inputs.Contains(net))
            {
                // The port is driven from outside now, by an assignment like others.
                Array.Fill(net.Bits, VerilogNet.Undriven);
                var (value, reads, nodes) = pins.Value(pin);
                context.Order.Drive([VerilogPart.All(net, pin)]);
                context.Order.Add([VerilogPart.All(net, pin)], value, reads, nodes);
            }
            else if (outputs.Contains(net))
            {
                var targets = pins.Targets(pin);
                if (targets.Sum(t => t.Width) != net.Bits.Length)
                    throw source.Fault(
                        pin,
                        $"port {SourceText.Printable(name)} has {net.Bits.Length} bits, {targets.Sum(t => t.Width)} are connected"
                    );
                var all = VerilogPart.All(net, pin);
                context.Order.Drive(targets);
                context.Order.Add(targets, new VerilogExpression.Part(all), [all], 1);
            }
        }
        foreach (var net in inputs.Where(n => n.Bits.Contains(VerilogNet.Driven) && !pins.Connects(n.Name, module.Ports)))
            throw source.Fault(start, $"input {SourceText.Printable(net.Name)} of {SourceText.Printable(kind)} is not connected");
    }

    // Gates of the language have their output first and any number of inputs.
    private static StandardCell? Gate(string kind, VerilogPins pins)
    {
        var symbol = kind switch
        {
            "and" or "nand" => "&",
            "or" or "nor" => "|",
            "xor" or "xnor" => "^",
            "not" or "buf" => "",
            _ => null,
        };
        if (symbol is null || pins.Count < 2 || pins.AreNamed || symbol.Length == 0 && pins.Count != 2)
            return null;
        var inputs = Enumerable.Range(1, pins.Count - 1).Select(i => $"I{i}").ToArray();
        var equation = string.Join(symbol, inputs);
        return new StandardCell(
            ["O", .. inputs],
            [("O", kind is "nand" or "nor" or "xnor" or "not" ? $"!({equation})" : equation)]
        );
    }

    private StandardCell Named(string kind, VerilogPins pins, int start)
    {
        var message =
            $"\"{SourceText.Printable(kind)}\" is an instance of a cell, whose function is not in this file; import the C model, "
            + $"or Verilog with assign only";
        if (!StandardCells.Knows(kind))
            throw new NoMultiplierException("netlists of cells that are not known", source.Fault(start, message).Message);
        return pins.AreNamed && StandardCells.Find(kind, pins.Names) is { } cell
            ? cell
            : throw new NoMultiplierException(
                "netlists of cells that are not known",
                source
                    .Fault(
                        start,
                        $"\"{SourceText.Printable(kind)}\" is an instance of a cell with other pins than those "
                            + $"of NanGate's or OSU's "
                            + $"library, or without their names; name them"
                    )
                    .Message
            );
    }

    private void Cell(StandardCell cell, VerilogPins pins)
    {
        var connected = pins.Named(cell.Pins, "the cell", lexer.Start).ToDictionary(p => p.Name, p => p.Pin);
        foreach (var (output, equation) in cell.Outputs)
        {
            if (!connected.TryGetValue(output, out var target))
                continue;
            var targets = pins.Targets(target);
            var operands = new Dictionary<string, VerilogExpression>(StringComparer.Ordinal);
            var reads = new List<VerilogPart>();
            foreach (var input in cell.Pins.Where(p => !cell.Outputs.Any(o => o.Pin == p)))
            {
                if (!connected.TryGetValue(input, out var pin))
                    throw source.Fault(target, $"input {input} of the cell is not connected");
                var (value, read, _) = pins.Value(pin);
                operands.Add(input, value);
                reads.AddRange(read);
            }
            context.Order.Drive(targets);
            context.Order.Add(targets, new CellValue(equation, operands), reads, operands.Count + 1);
        }
    }

    /// <summary>An output of a cell.</summary>
    private sealed record CellValue(string Equation, Dictionary<string, VerilogExpression> Inputs) : VerilogExpression(1)
    {
        public override int[] Build(VerilogRun run, int width)
        {
            var bits = new int[width];
            bits[0] = CellEquation.Build(run.Circuit, Equation, pin => Inputs[pin].Build(run, Inputs[pin].Width)[0]);
            return bits;
        }
    }
}
