namespace QosNets.Multipliers;

/// <summary>A gate of a <see cref="Netlist"/>.</summary>
/// <param name="Left">Literal of one operand.</param>
/// <param name="Right">Literal of the other.</param>
/// <param name="Exclusive">Whether it is an exclusive or; else an and.</param>
internal readonly record struct NetlistGate(int Left, int Right, bool Exclusive);

/// <summary>
/// A multiplier's circuit of two-input ands and exclusive ors. A literal is 2·node, and 1 more where the node's value is
/// inverted. Node 0 is the constant 0, nodes 1..8 are bits 0..7 of operand b (the column), 9..16 those of operand a (the row),
/// and gate i is node 17 + i. Operands of fewer bits use the low ones.
/// </summary>
internal sealed class Netlist
{
    /// <summary>Number of the first gate's node.</summary>
    public const int FirstGate = 1 + Circuit.Inputs;

    /// <summary>
    /// The most gates that a netlist has: literals have 16 bits in files. An exact 8×8 multiplier has about 400.
    /// </summary>
    public const int MostGates = (ushort.MaxValue >> 1) - FirstGate;

    private readonly NetlistGate[] gates;
    private readonly int[] outputs;

    private Netlist(NetlistGate[] gates, int[] outputs, OperandWidths widths)
    {
        (this.gates, this.outputs) = (gates, outputs);
        Widths = widths;
    }

    /// <summary>Bits of the operands.</summary>
    public OperandWidths Widths { get; }

    /// <summary>The gates; each reads inputs and gates before it.</summary>
    public IReadOnlyList<NetlistGate> Gates => gates;

    /// <summary>Literals of the product's bits, lowest first; as many as both operands have.</summary>
    public IReadOnlyList<int> Outputs => outputs;

    /// <summary>
    /// What a built circuit needs for its outputs: gates that reach none are left out, equal gates are one. Null when that is
    /// more than <see cref="MostGates"/>.
    /// </summary>
    internal static Netlist? Of(Circuit circuit, ReadOnlySpan<int> outputs, OperandWidths widths)
    {
        var (merged, results) = Merged(circuit, outputs);
        var all = merged.Gates;
        var live = new bool[FirstGate + all.Count];
        foreach (var output in results)
            live[output >> 1] = true;
        for (var i = all.Count - 1; i >= 0; i--)
        {
            if (live[FirstGate + i])
                live[all[i].Left >> 1] = live[all[i].Right >> 1] = true;
        }
        var literals = InputLiterals(live.Length);
        var gates = new List<NetlistGate>();
        for (var i = 0; i < all.Count; i++)
        {
            if (!live[FirstGate + i])
                continue;
            literals[FirstGate + i] = 2 * (FirstGate + gates.Count);
            var (left, right) = (Renamed(literals, all[i].Left), Renamed(literals, all[i].Right));
            gates.Add(new NetlistGate(Math.Min(left, right), Math.Max(left, right), all[i].Exclusive));
        }
        return gates.Count > MostGates
            ? null
            : new Netlist([.. gates], Array.ConvertAll(results, o => Renamed(literals, o)), widths);
    }

    /// <summary>The products of all operand pairs.</summary>
    /// <param name="signed">Whether operands and products are two's complement.</param>
    public NativeTable Table(bool signed)
    {
        var circuit = new Circuit();
        return ProductPlanes.Table("netlist", circuit, Build(circuit), signed, Widths);
    }

    /// <summary>The same circuit with the operands exchanged.</summary>
    public Netlist Transposed() =>
        new(
            [.. gates.Select(g => new NetlistGate(Exchange(g.Left), Exchange(g.Right), g.Exclusive))],
            [.. outputs.Select(Exchange)],
            Widths.Swapped
        );

    /// <summary>
    /// The netlist as 16-bit numbers: two literals for each gate, of an and the lower one first, of an exclusive or the higher
    /// one, then the literal of each bit of the product.
    /// </summary>
    internal ushort[] Encode()
    {
        var codes = new List<ushort>();
        foreach (var gate in gates)
        {
            var (low, high) = ((ushort)Math.Min(gate.Left, gate.Right), (ushort)Math.Max(gate.Left, gate.Right));
            codes.AddRange(gate.Exclusive ? [high, low] : [low, high]);
        }
        codes.AddRange(outputs.Select(o => (ushort)o));
        return [.. codes];
    }

    /// <summary>Numbers of <see cref="Encode"/> for so many gates.</summary>
    internal static int CodesOf(int gates, OperandWidths widths) => 2 * gates + widths.A + widths.B;

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">A gate reads one that does not stand before it, or there is no such output.</exception>
    internal static Netlist Decode(ReadOnlySpan<ushort> codes, OperandWidths widths)
    {
        var count = (codes.Length - widths.A - widths.B) / 2;
        if (count < 0 || count > MostGates || CodesOf(count, widths) != codes.Length)
            throw new FormatException($"{codes.Length} numbers are no netlist of {widths} bits");
        var gates = new NetlistGate[count];
        for (var i = 0; i < count; i++)
        {
            var (first, second) = (codes[2 * i], codes[2 * i + 1]);
            if (Math.Max(first, second) >> 1 >= FirstGate + i)
                throw new FormatException($"gate {i} reads node {Math.Max(first, second) >> 1}, which does not stand before it");
            gates[i] = new NetlistGate(Math.Min(first, second), Math.Max(first, second), first > second);
        }
        var outputs = new int[widths.A + widths.B];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = codes[2 * count + i];
            if (outputs[i] >> 1 >= FirstGate + count)
                throw new FormatException($"output {i} is node {outputs[i] >> 1} of {FirstGate + count}");
        }
        return new Netlist(gates, outputs, widths);
    }

    private int[] Build(Circuit circuit)
    {
        var literals = InputLiterals(FirstGate + gates.Length);
        for (var i = 0; i < gates.Length; i++)
        {
            var (left, right) = (Renamed(literals, gates[i].Left), Renamed(literals, gates[i].Right));
            literals[FirstGate + i] = gates[i].Exclusive ? circuit.Xor(left, right) : circuit.And(left, right);
        }
        return Array.ConvertAll(outputs, o => Renamed(literals, o));
    }

    // The circuit with equal gates made one. That can make the operands of a gate equal, so it is folded anew.
    private static (Circuit Merged, int[] Outputs) Merged(Circuit circuit, ReadOnlySpan<int> outputs)
    {
        var merged = new Circuit();
        var known = new Dictionary<NetlistGate, int>();
        var literals = InputLiterals(FirstGate + circuit.Gates.Count);
        for (var i = 0; i < circuit.Gates.Count; i++)
        {
            var gate = circuit.Gates[i];
            var (left, right) = (Renamed(literals, gate.Left), Renamed(literals, gate.Right));
            var key = new NetlistGate(Math.Min(left, right), Math.Max(left, right), gate.Exclusive);
            if (!known.TryGetValue(key, out var literal))
                known[key] = literal = gate.Exclusive ? merged.Xor(left, right) : merged.And(left, right);
            literals[FirstGate + i] = literal;
        }
        var results = outputs.ToArray();
        for (var i = 0; i < results.Length; i++)
            results[i] = Renamed(literals, results[i]);
        return (merged, results);
    }

    private static int[] InputLiterals(int nodes)
    {
        var literals = new int[nodes];
        for (var i = 0; i < FirstGate; i++)
            literals[i] = 2 * i;
        return literals;
    }

    private static int Renamed(int[] literals, int literal) => literals[literal >> 1] ^ (literal & 1);

    private static int Exchange(int literal) =>
        (literal >> 1) switch
        {
            0 => literal,
            <= Circuit.Inputs / 2 => literal + Circuit.Inputs,
            <= Circuit.Inputs => literal - Circuit.Inputs,
            _ => literal,
        };
}
