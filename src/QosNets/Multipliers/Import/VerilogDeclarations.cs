namespace QosNets.Multipliers;

/// <summary>Reads ranges and declares nets in the scope of the expressions.</summary>
internal sealed class VerilogDeclarations(SourceText source, Lexer lexer, VerilogExpressions expressions)
{
    // Bits of all nets together; the widest published model declares about 2,000.
    private const int MaximumBits = 1 << 17;

    private int bits;

    /// <summary>A range of indices, or that of one bit.</summary>
    public (int High, int Low) Range()
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

    /// <summary>Declares a net.</summary>
    public VerilogNet Declare(string name, int start, (int High, int Low) range)
    {
        bits += range.High - range.Low + 1;
        if (bits > MaximumBits)
            throw source.Fault(start, $"the nets have more than {MaximumBits} bits");
        var net = new VerilogNet(name, range.High, range.Low);
        return expressions.Scope.Add(net) ? net : throw source.Fault(start, $"{SourceText.Printable(name)} is declared twice");
    }
}
