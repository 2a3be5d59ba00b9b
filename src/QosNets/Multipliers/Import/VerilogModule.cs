namespace QosNets.Multipliers;

/// <summary>What a module needs of its file while it is read.</summary>
internal sealed record VerilogContext(
    SourceText Source,
    VerilogFile File,
    Lexer Lexer,
    VerilogExpressions Expressions,
    VerilogStatements Statements,
    VerilogDeclarations Declarations,
    VerilogOrder Order
);

/// <summary>
/// Reads one instance of a module: its ports, parameters, nets, assignments, procedures and the instances in it, all into one
/// list of assignments.
/// </summary>
internal sealed class VerilogModule(VerilogContext context, int depth)
{
    private const int MaximumPorts = 128;
    private const int MaximumDepth = 32;

    private readonly SourceText source = context.Source;
    private readonly Lexer lexer = context.Lexer;
    private readonly VerilogExpressions expressions = context.Expressions;
    private readonly VerilogStatements statements = context.Statements;
    private readonly VerilogDeclarations declarations = context.Declarations;
    private readonly VerilogInstances instances = new(context, depth);
    private readonly List<string> ports = [];
    private readonly Dictionary<string, bool> directions = new(StringComparer.Ordinal);

    /// <summary>Names of the ports in order.</summary>
    public IReadOnlyList<string> Ports => ports;

    /// <summary>The net of an input (false) or output (true).</summary>
    public IEnumerable<VerilogNet> Of(bool output) =>
        ports.Where(p => directions.TryGetValue(p, out var direction) && direction == output).Select(p => Scope.OwnNet(p)!);

    /// <summary>The names of the instance.</summary>
    public VerilogScope Scope { get; } = new(null);

    /// <summary>Reads the module whose text begins at an offset, after its name.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="parameters">Values of parameters, by name or, under <c>#0</c> and on, by position.</param>
    public void Read(int offset, IReadOnlyDictionary<string, long> parameters)
    {
        if (depth > MaximumDepth)
            throw source.Fault(offset, $"modules are nested more than {MaximumDepth} deep; a multiplier has no loops");
        var (outer, end) = (expressions.Scope, lexer.Start);
        expressions.Scope = Scope;
        lexer.Seek(offset);
        var position = 0;
        if (lexer.Accept("#"))
        {
            lexer.Expect("(", "and the parameters of the module");
            Parameters(parameters, ref position, ",", ")");
            lexer.Expect(")", "after the parameters");
        }
        PortList();
        while (!lexer.IsWord("endmodule"))
            Item(parameters, ref position);
        foreach (var port in ports.Where(p => !directions.ContainsKey(p)))
            throw source.Fault(offset, $"port {SourceText.Printable(port)} is neither input nor output");
        expressions.Scope = outer;
        lexer.Seek(end);
    }

    // Names only, or names with direction and range (the style of Verilog 2001).
    private void PortList()
    {
        lexer.Expect("(", "and the ports of the module");
        bool? output = null;
        var range = (High: 0, Low: 0);
        if (!lexer.Is(")"))
        {
            do
            {
                if (Direction() is { } direction)
                {
                    output = direction;
                    range = declarations.Range();
                }
                var start = lexer.Start;
                var name = expressions.Name("the name of a port");
                if (ports.Contains(name) || ports.Count == MaximumPorts)
                    throw source.Fault(
                        start,
                        $"port {SourceText.Printable(name)} is there twice, or there are more than {MaximumPorts}"
                    );
                ports.Add(name);
                if (output is { } known)
                    Declare(name, start, range, known);
            } while (lexer.Accept(","));
        }
        lexer.Expect(")", "after the ports");
        lexer.Expect(";", "after the ports");
    }

    private bool? Direction()
    {
        var output = lexer.IsWord("output");
        if (!output && !lexer.IsWord("input"))
            return null;
        lexer.Advance();
        while (lexer.Token is "wire" or "reg" or "logic")
            lexer.Advance();
        return output;
    }

    private void Item(IReadOnlyDictionary<string, long> parameters, ref int position)
    {
        if (lexer.IsWord("parameter") || lexer.IsWord("localparam"))
        {
            var local = lexer.IsWord("localparam");
            Parameters(local ? new Dictionary<string, long>() : parameters, ref position, ",", ";");
            lexer.Expect(";", "after the parameters");
        }
        else
        {
            Item();
        }
    }

    private void Item()
    {
        if (VerilogFile.Directive(lexer) || lexer.Accept(";"))
            return;
        if (Direction() is { } direction)
            Names(direction);
        else if (lexer.Token is "wire" or "reg" or "logic" or "tri" or "supply0" or "supply1")
            Nets();
        else if (statements.Word("integer"))
            Integers();
        else if (statements.Word("genvar"))
            Skip(";");
        else if (statements.Word("assign"))
            Assignments();
        else if (lexer.Token is "always" or "always_comb")
            Always();
        else if (statements.Word("function"))
            Function();
        else if (statements.Word("generate") || statements.Word("endgenerate"))
            return;
        else if (statements.Word("for"))
            For();
        else if (statements.Word("if"))
            If();
        else if (statements.Word("begin"))
            Block();
        else if (
            lexer.Kind != TokenKind.Identifier
            || lexer.Token is "initial" or "task" or "module" or "inout" or "specify" or "defparam" or "case" or "primitive"
        )
            throw lexer.Unexpected("input, output, wire, assign, always, function, an instance or endmodule");
        else
            instances.Read();
    }

    private void Parameters(IReadOnlyDictionary<string, long> given, ref int position, string separator, string end)
    {
        do
        {
            while (lexer.Token is "parameter" or "localparam" or "integer" or "int")
                lexer.Advance();
            declarations.Range();
            var name = expressions.Name("the name of a parameter");
            lexer.Expect("=", "and the value of the parameter");
            var value = expressions.Known("a parameter");
            expressions.Scope.Set(
                name,
                given.TryGetValue(name, out var own) || given.TryGetValue($"#{position}", out own) ? own : value
            );
            position++;
        } while (lexer.Accept(separator) && !lexer.Is(end));
    }

    private void Names(bool output)
    {
        var range = declarations.Range();
        do
        {
            var start = lexer.Start;
            var name = expressions.Name("the name of a net");
            if (!ports.Contains(name))
                throw source.Fault(start, $"{SourceText.Printable(name)} is not in the list of ports");
            Declare(name, start, range, output);
        } while (lexer.Accept(","));
        lexer.Expect(";", "or an operator");
    }

    private void Nets()
    {
        var constant =
            lexer.IsWord("supply0") ? 0
            : lexer.IsWord("supply1") ? 1
            : -1;
        while (lexer.Token is "wire" or "reg" or "logic" or "tri" or "supply0" or "supply1")
            lexer.Advance();
        var range = declarations.Range();
        do
        {
            var start = lexer.Start;
            var name = expressions.Name("the name of a net");
            if (lexer.Is("["))
                throw source.Fault(start, $"{SourceText.Printable(name)} is a memory; a multiplier has none");
            // "output [15:0] O; wire [15:0] O;" declares one net.
            var known = expressions.Scope.OwnNet(name);
            if (known is null || !directions.ContainsKey(name) || (known.High, known.Low) != range)
                known = declarations.Declare(name, start, range);
            if (constant >= 0)
                Assign([VerilogPart.All(known, start)], new VerilogExpression.Constant(1, (ulong)constant), [], 1);
            else if (lexer.Accept("="))
                Assign([VerilogPart.All(known, start)]);
        } while (lexer.Accept(","));
        lexer.Expect(";", "or an operator");
    }

    private void Integers()
    {
        do
        {
            var start = lexer.Start;
            declarations.Declare(expressions.Name("the name of a variable"), start, (31, 0));
        } while (lexer.Accept(","));
        lexer.Expect(";", "after the variables");
    }

    private void Declare(string name, int start, (int High, int Low) range, bool output)
    {
        var net = declarations.Declare(name, start, range);
        directions.Add(name, output);
        if (!output)
            Array.Fill(net.Bits, VerilogNet.Driven);
    }

    private void Assignments()
    {
        do
        {
            var targets = statements.Left();
            lexer.Expect("=", "and the value");
            Assign(targets);
        } while (lexer.Accept(","));
        lexer.Expect(";", "or an operator");
    }

    private void Assign(List<VerilogPart> targets)
    {
        context.Order.Drive(targets);
        expressions.Reads = [];
        var before = expressions.Nodes;
        var value = expressions.Parse();
        Assign(targets, value, expressions.Reads, expressions.Nodes - before, driven: true);
    }

    private void Assign(
        List<VerilogPart> targets,
        VerilogExpression value,
        IReadOnlyList<VerilogPart> reads,
        int nodes,
        bool driven = false
    )
    {
        if (!driven)
            context.Order.Drive(targets);
        context.Order.Add(targets, value, reads, nodes);
    }

    private void Always()
    {
        var start = lexer.Start;
        var listed = lexer.IsWord("always");
        lexer.Advance();
        if (listed)
        {
            lexer.Expect("@", "and a star (a multiplier has no clock)");
            var list = lexer.Start;
            if (!lexer.Accept("*"))
            {
                lexer.SkipBracketed();
                var words = source.Text.AsSpan(list, lexer.Start - list);
                if (words.Contains("edge", StringComparison.Ordinal))
                    throw source.Fault(list, "a procedure at the edges of a clock; a multiplier has no clock");
            }
        }
        expressions.Reads = [];
        statements.Targets = [];
        var before = expressions.Nodes;
        var body = statements.Parse();
        context.Order.Add(statements.Targets, body, expressions.Reads, expressions.Nodes - before, start);
    }

    private void Function()
    {
        var start = lexer.Start;
        statements.Word("automatic");
        declarations.Range();
        expressions.Scope.AddFunction(expressions.Name("the name of the function"), start);
        while (!lexer.IsWord("endfunction"))
        {
            if (lexer.Kind == TokenKind.End || lexer.IsWord("endmodule"))
                throw lexer.Unexpected("endfunction");
            lexer.Advance();
        }
        lexer.Advance();
    }

    private void For()
    {
        var outer = expressions.Scope;
        expressions.Scope = new VerilogScope(outer);
        var numbers = expressions.Scope;
        statements.Rounds(() =>
        {
            expressions.Scope = new VerilogScope(numbers);
            Item();
            expressions.Scope = numbers;
        });
        statements.SkipStatement();
        expressions.Scope = outer;
    }

    private void If()
    {
        lexer.Expect("(", "and a condition");
        var holds = expressions.Known("the condition of a generated block") != 0;
        lexer.Expect(")", "or an operator");
        Either(holds);
        if (statements.Word("else"))
            Either(!holds);
    }

    private void Either(bool taken)
    {
        if (taken)
            Item();
        else
            statements.SkipStatement();
    }

    private void Block()
    {
        if (lexer.Accept(":"))
            lexer.Identifier("the name of the block");
        while (!statements.Word("end"))
        {
            if (lexer.Kind == TokenKind.End || lexer.IsWord("endmodule"))
                throw lexer.Unexpected("\"end\" after the block");
            var none = 0;
            Item(new Dictionary<string, long>(), ref none);
        }
    }

    private void Skip(string symbol)
    {
        while (!lexer.Is(symbol) && lexer.Kind != TokenKind.End)
            lexer.Advance();
        lexer.Expect(symbol, "after the declaration");
    }
}
