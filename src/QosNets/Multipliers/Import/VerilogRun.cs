namespace QosNets.Multipliers;

/// <summary>
/// What expressions are built with: the circuit, and inside a procedure the values that its variables have at this place.
/// </summary>
internal sealed class VerilogRun(SourceText source, Circuit circuit)
{
    // Statements in branches of conditions take their time for every call of a function.
    private const long MaximumWork = 20_000_000;

    private Dictionary<VerilogNet, int[]>? variables;
    private long work;

    public Circuit Circuit => circuit;

    /// <summary>The values of the bits of a part.</summary>
    /// <exception cref="LibraryException">A variable is read before the procedure has assigned it.</exception>
    public ReadOnlySpan<int> Read(VerilogPart part)
    {
        Spend(part.Width, part.Offset);
        if (variables is null || !variables.TryGetValue(part.Net, out var bits))
            return part.Bits;
        var read = bits.AsSpan(part.First, part.Width);
        return read.Contains(VerilogNet.Undriven)
            ? throw source.Fault(
                part.Offset,
                $"{SourceText.Printable(part.Net.Name)} is read before it has a value for all operands; a "
                    + $"multiplier keeps no state"
            )
            : read;
    }

    /// <summary>Sets bits of a variable; the value has at least as many bits.</summary>
    public void Write(VerilogPart part, ReadOnlySpan<int> value)
    {
        Spend(part.Width, part.Offset);
        value[..part.Width].CopyTo(variables![part.Net].AsSpan(part.First, part.Width));
    }

    /// <summary>Runs a procedure with variables of its own.</summary>
    /// <param name="own">The variables that it assigns.</param>
    /// <param name="body">Sets them.</param>
    /// <returns>Their values at the end.</returns>
    public Dictionary<VerilogNet, int[]> With(IEnumerable<VerilogNet> own, Action body)
    {
        var outer = variables;
        variables = own.Distinct().ToDictionary(n => n, n => VerilogNet.Unknown(n.Bits.Length));
        body();
        var values = variables;
        variables = outer;
        return values;
    }

    /// <summary>Runs one of two statements, or both and chooses the values by the condition.</summary>
    public void Branch(int condition, int offset, Action yes, Action no)
    {
        if (condition is Circuit.Zero or Circuit.One)
        {
            (condition == Circuit.One ? yes : no)();
            return;
        }
        var before = Copy(offset);
        yes();
        var taken = variables!;
        variables = before;
        no();
        foreach (var (net, bits) in variables)
        {
            var other = taken[net];
            Spend(bits.Length, offset);
            for (var i = 0; i < bits.Length; i++)
                bits[i] = bits[i] < 0 || other[i] < 0 ? VerilogNet.Undriven : circuit.Select(condition, other[i], bits[i]);
        }
    }

    /// <summary>What is wrong at a place of the source.</summary>
    public LibraryException Fault(int offset, string reason) => source.Fault(offset, reason);

    /// <summary>Counts work.</summary>
    /// <exception cref="LibraryException">It is more than any multiplier needs, or the circuit is too large.</exception>
    public void Spend(long amount, int offset)
    {
        work += amount;
        if (work > MaximumWork)
            throw source.Fault(offset, "the module takes too many steps; an 8×8-bit multiplier takes thousands");
        if (circuit.Overflows)
            throw source.Fault(offset, Circuit.OverflowReason);
    }

    private Dictionary<VerilogNet, int[]> Copy(int offset)
    {
        Spend(variables!.Values.Sum(v => (long)v.Length), offset);
        return variables.ToDictionary(v => v.Key, v => (int[])v.Value.Clone());
    }
}
