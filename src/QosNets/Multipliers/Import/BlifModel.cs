namespace QosNets.Multipliers;

/// <summary>
/// A netlist in BLIF: models of <c>.names</c> covers, <c>.gate</c> cells and <c>.subckt</c> models of the same file. The first
/// model is the multiplier; its inputs are the bits of operand a, then those of b, as their names say.
/// </summary>
internal sealed class BlifModel
{
    private const int MaximumDepth = 32;
    private const int MaximumWork = 20_000_000;

    private readonly SourceText source;
    private readonly Dictionary<string, BlifBlock> blocks = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<VectorPort<string>> inputs;
    private readonly VectorPort<string> output;
    private int work;

    private BlifModel(SourceText source)
    {
        this.source = source;
        foreach (var block in BlifBlock.All(source))
        {
            Name ??= block.Name;
            if (!blocks.TryAdd(block.Name, block))
                throw new LibraryException($"{source.Path}: model {SourceText.Printable(block.Name)} is there twice");
        }
        var top = blocks[Name!];
        inputs = VectorPorts.Join([.. top.Inputs.Select(n => new VectorPort<string>(n, [n]))], 2);
        var outputs = VectorPorts.Join([.. top.Outputs.Select(n => new VectorPort<string>(n, [n]))], 1);
        Widths = PortShape.Widths(
            source.Path,
            Name!,
            [.. inputs.Select(i => i.Bits.Count)],
            [.. outputs.Select(o => o.Bits.Count)]
        );
        output = outputs[0];
    }

    /// <summary>The name of the first model.</summary>
    public string? Name { get; }

    /// <summary>Bits of the two operands.</summary>
    public OperandWidths Widths { get; }

    /// <summary>The names of the two inputs.</summary>
    public OperandPorts OperandPorts => new(inputs[0].Name, inputs[1].Name);

    /// <summary>The name of the first model.</summary>
    public static string NameOf(SourceText source) => BlifBlock.All(source)[0].Name;

    /// <summary>Reads a netlist.</summary>
    /// <exception cref="LibraryException">The text is no such netlist, with its line.</exception>
    /// <exception cref="NoMultiplierException">It has other ports, or cells that are not known.</exception>
    public static BlifModel Open(SourceText source) => new(source);

    /// <summary>The bits of the result in a circuit.</summary>
    public int[] Build(Circuit circuit)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < inputs[0].Bits.Count; i++)
            known.Add(inputs[0].Bits[i], Circuit.A(i));
        for (var i = 0; i < inputs[1].Bits.Count; i++)
            known.Add(inputs[1].Bits[i], Circuit.B(i));
        var values = Build(circuit, blocks[Name!], known, 0);
        return [.. output.Bits.Select(b => values[b])];
    }

    private Dictionary<string, int> Build(Circuit circuit, BlifBlock block, Dictionary<string, int> known, int depth)
    {
        if (depth > MaximumDepth)
            throw new LibraryException(
                $"{source.Path}: models are nested more than {MaximumDepth} deep; a multiplier has no loops"
            );
        var waiting = new Queue<BlifPart>(block.Parts);
        var stuck = 0;
        while (waiting.TryDequeue(out var part))
        {
            if (++work > MaximumWork)
                throw Fault(part, "the netlist has too many parts in all; an 8×8-bit multiplier has hundreds");
            if (!part.Inputs.All(i => known.ContainsKey(i.Net)))
            {
                // Once around without a part that could be built: an input has no driver, or a loop.
                if (++stuck > waiting.Count)
                    throw Fault(
                        part,
                        $"{SourceText.Printable(part.Inputs.First(i => !known.ContainsKey(i.Net)).Net)} is "
                            + $"read but never set, or "
                            + $"depends on itself"
                    );
                waiting.Enqueue(part);
                continue;
            }
            stuck = 0;
            foreach (var (net, value) in Outputs(circuit, part, known, depth))
            {
                if (!known.TryAdd(net, value))
                    throw Fault(part, $"{SourceText.Printable(net)} is set twice, or is an input");
            }
            if (circuit.Overflows)
                throw Fault(part, Circuit.OverflowReason);
        }
        foreach (var missing in block.Outputs.Where(o => !known.ContainsKey(o)))
            throw new LibraryException($"{source.Path}: output {SourceText.Printable(missing)} is never set");
        return known;
    }

    private IEnumerable<(string Net, int Value)> Outputs(Circuit circuit, BlifPart part, Dictionary<string, int> known, int depth)
    {
        if (part.Cover is { } cover)
        {
            var literals = part.Inputs.Select(i => known[i.Net]).ToArray();
            return [(part.Outputs[0].Net, cover.Build(circuit, literals))];
        }
        if (part.Cell is { } cell)
            return
            [
                .. part.Outputs.Select(o =>
                    (
                        o.Net,
                        CellEquation.Build(
                            circuit,
                            cell.Outputs.First(e => e.Pin == o.Pin).Equation,
                            pin => known[part.Inputs.First(i => i.Pin == pin).Net]
                        )
                    )
                ),
            ];
        var inner = blocks[part.Model!];
        var given = part.Inputs.ToDictionary(i => i.Pin, i => known[i.Net], StringComparer.Ordinal);
        var values = Build(circuit, inner, given, depth + 1);
        return [.. part.Outputs.Select(o => (o.Net, values[o.Pin]))];
    }

    private LibraryException Fault(BlifPart part, string reason) => new($"{source.Path} line {part.Line}: {reason}");
}
