namespace QosNets.Multipliers;

/// <summary>
/// Expressions of the C models: <c>| ^ &amp; &lt;&lt; &gt;&gt; + - ~</c>, parentheses, casts to integer types, constants and
/// variables, with the precedence, integer promotions and usual arithmetic conversions of C. Signed overflow wraps and a
/// negative value shifts to the right with its sign, as common compilers do. Each is built into the circuit as it is read.
/// </summary>
internal sealed class CExpressions(SourceText source, Lexer lexer, Circuit circuit, Func<CValue> variable)
{
    private const int MaximumDepth = 200;

    private int depth;

    public CValue Parse() => Binary(0);

    /// <summary>The operation on two operands as C does it: promoted and converted to their common type.</summary>
    /// <param name="symbol">One of <c>| ^ &amp; &lt;&lt; &gt;&gt; + -</c>.</param>
    /// <param name="left">Left operand of any type.</param>
    /// <param name="right">Right operand of any type.</param>
    /// <param name="offset">Where the operator stands.</param>
    public CValue Apply(string symbol, CValue left, CValue right, int offset)
    {
        left = left.Promote();
        right = right.Promote();
        if (symbol is "<<" or ">>")
            return left.Shift(Amount(left, right, offset), symbol == "<<");
        var type = CType.Common(left.Type, right.Type);
        left = left.To(type);
        right = right.To(type);
        var result = symbol switch
        {
            "+" => CValue.Add(circuit, left, right, Circuit.Zero),
            "-" => CValue.Add(circuit, left, right.Not(), Circuit.One),
            _ => CValue.Bitwise(circuit, symbol[0], left, right),
        };
        return circuit.Overflows ? throw source.Fault(offset, Circuit.OverflowReason) : result;
    }

    // Operators of one level bind to the left; only those of higher levels are taken into a right operand.
    private CValue Binary(int level)
    {
        var left = Unary();
        while (Operator() is var (symbol, found) && found >= level)
        {
            var offset = lexer.Start;
            lexer.Advance();
            left = Apply(symbol, left, Binary(found + 1), offset);
        }
        return left;
    }

    private (string Symbol, int Level)? Operator() =>
        lexer.Kind != TokenKind.Symbol
            ? null
            : lexer.Token switch
            {
                "|" => ("|", 0),
                "^" => ("^", 1),
                "&" => ("&", 2),
                "<<" => ("<<", 3),
                ">>" => (">>", 3),
                "+" => ("+", 4),
                "-" => ("-", 4),
                _ => null,
            };

    private CValue Unary()
    {
        if (++depth > MaximumDepth)
            throw source.Fault(
                lexer.Start,
                $"parentheses and signs are nested more than {MaximumDepth} deep; split the expression"
            );
        var offset = lexer.Start;
        CValue value;
        if (lexer.Accept("~"))
            value = Unary().Promote().Not();
        else if (lexer.Accept("+"))
            value = Unary().Promote();
        else if (lexer.Accept("-"))
            value = Apply("-", CValue.Constant(0, new CType(32, true)), Unary(), offset);
        else if (lexer.Accept("("))
            value = Parenthesised();
        else
            value = Primary();
        depth--;
        return value;
    }

    private CValue Parenthesised()
    {
        if (CTypeName.Parse(source, lexer) is { } cast)
        {
            lexer.Expect(")", "after the type of a cast");
            return Unary().To(cast.Type);
        }
        var value = Parse();
        lexer.Expect(")", "or one of | ^ & << >> + -");
        return value;
    }

    private CValue Primary()
    {
        if (lexer.Kind == TokenKind.Identifier)
            return variable();
        if (lexer.Kind != TokenKind.Number)
            throw lexer.Unexpected("a variable, a constant or \"(\"");
        if (CLiteral.Parse(lexer.Token) is not { } literal)
            throw source.Fault(lexer.Start, $"\"{SourceText.Printable(lexer.Token)}\" is no integer constant of at most 64 bits");
        lexer.Advance();
        return CValue.Constant(literal.Value, literal.Type);
    }

    private int Amount(CValue left, CValue right, int offset)
    {
        var width = left.Type.Width;
        if (right.AsConstant() is not { } amount)
            throw source.Fault(offset, "the shift amount depends on the operands; only constant shifts are read");
        if (amount >= (ulong)width)
        {
            var shown = right.Type.Signed ? $"{(long)amount}" : $"{amount}";
            throw source.Fault(offset, $"shift by {shown}, outside 0..{width - 1} for a {width}-bit value");
        }
        return (int)amount;
    }
}
