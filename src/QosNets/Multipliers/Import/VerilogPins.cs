namespace QosNets.Multipliers;

/// <summary>The connections of an instance: by name or by position. What is connected is read when it is known what it
/// is.</summary>
internal sealed class VerilogPins(VerilogContext context)
{
    private readonly Lexer lexer = context.Lexer;
    private readonly VerilogExpressions expressions = context.Expressions;
    private readonly List<(string? Name, int? Offset)> pins = [];

    public int Count => pins.Count;

    /// <summary>Whether all are connected by name.</summary>
    public bool AreNamed => pins.TrueForAll(p => p.Name is not null);

    /// <summary>Names of connected pins.</summary>
    public IEnumerable<string> Names => pins.Where(p => p.Name is not null).Select(p => p.Name!);

    /// <summary>Reads where the connections stand.</summary>
    public void Read()
    {
        lexer.Expect("(", "and the connections of the instance");
        if (lexer.Accept(")"))
            return;
        do
        {
            if (!lexer.Accept("."))
            {
                pins.Add((null, lexer.Is(",") || lexer.Is(")") ? null : lexer.Start));
                SkipValue();
                continue;
            }
            var start = lexer.Start;
            var name = expressions.Name("the name of a port");
            if (pins.Exists(p => p.Name == name))
                throw context.Source.Fault(start, $"port {SourceText.Printable(name)} is connected twice");
            lexer.Expect("(", "and what it is connected to");
            pins.Add((name, lexer.Is(")") ? null : lexer.Start));
            SkipValue();
            lexer.Expect(")", "after the connection");
        } while (lexer.Accept(","));
        lexer.Expect(")", "after the connections");
    }

    /// <summary>The connected ports and where their connections stand.</summary>
    /// <param name="ports">The ports in order.</param>
    /// <param name="what">What messages call the instance's kind.</param>
    /// <param name="start">Where the instance stands.</param>
    public IEnumerable<(string Name, int Pin)> Named(IReadOnlyList<string> ports, string what, int start)
    {
        if (pins.Count > ports.Count)
            throw context.Source.Fault(start, $"{pins.Count} connections for {ports.Count} ports of {what}");
        for (var i = 0; i < pins.Count; i++)
        {
            var name = pins[i].Name ?? ports[i];
            if (!ports.Contains(name))
                throw context.Source.Fault(start, $"{what} has no port {SourceText.Printable(name)}");
            if (pins[i].Offset is { } offset)
                yield return (name, offset);
        }
    }

    /// <summary>Whether a port is connected to anything.</summary>
    public bool Connects(string port, IReadOnlyList<string> ports) =>
        pins.Select((p, i) => (Name: p.Name ?? ports[i], p.Offset)).Any(p => p.Name == port && p.Offset is not null);

    /// <summary>The expression at a connection.</summary>
    public (VerilogExpression Value, List<VerilogPart> Reads, int Nodes) Value(int pin)
    {
        var end = lexer.Start;
        lexer.Seek(pin);
        expressions.Reads = [];
        var before = expressions.Nodes;
        var value = expressions.Parse();
        var reads = expressions.Reads;
        lexer.Seek(end);
        return (value, reads, expressions.Nodes - before);
    }

    /// <summary>The nets at a connection of an output.</summary>
    public List<VerilogPart> Targets(int pin)
    {
        var end = lexer.Start;
        lexer.Seek(pin);
        var targets = context.Statements.Left();
        lexer.Seek(end);
        return targets;
    }

    private void SkipValue()
    {
        while (!lexer.Is(",") && !lexer.Is(")") && lexer.Kind != TokenKind.End)
        {
            if (lexer.Is("(") || lexer.Is("[") || lexer.Is("{"))
                lexer.SkipBracketed();
            else
                lexer.Advance();
        }
    }
}
