namespace QosNets.Multipliers;

/// <summary>What a name in an expression stands for.</summary>
internal interface ICNames
{
    /// <summary>The value of the variable, element or call whose name is the lexer's current token; goes past it.</summary>
    CValue Value();
}

/// <summary>
/// Expressions of the C models: all operators on integers without side effects, parentheses, casts to integer types, constants,
/// variables, elements of arrays and calls, with the precedence, integer promotions and usual arithmetic conversions of C. Signed
/// overflow wraps and a negative value shifts to the right with its sign, as common compilers do. Each is built into the circuit
/// as it is read.
/// </summary>
internal sealed class CExpressions(SourceText source, Lexer lexer, Circuit circuit, ICNames names)
{
    private const int MaximumDepth = 200;

    private readonly COperators operators = new(source, circuit);
    private int depth;

    /// <summary>An expression.</summary>
    public CValue Parse()
    {
        var condition = Binary(0);
        var offset = lexer.Start;
        if (!lexer.Accept("?"))
            return condition;
        Enter(offset);
        var truth = condition.Truth(circuit);
        var yes = Parse().Promote();
        lexer.Expect(":", "and the other value");
        var no = Parse().Promote();
        depth--;
        var type = CType.Common(yes.Type, no.Type);
        return CValue.Select(circuit, truth, yes.To(type), no.To(type));
    }

    /// <summary>The truth of an expression.</summary>
    public int Condition() => Parse().Truth(circuit);

    /// <summary>The operation on two operands as C does it; see <see cref="COperators.Apply"/>.</summary>
    public CValue Apply(string symbol, CValue left, CValue right, int offset) => operators.Apply(symbol, left, right, offset);

    // Operators of one level bind to the left; only those of higher levels are taken into a right operand.
    private CValue Binary(int level)
    {
        var left = Unary();
        while (lexer.Kind == TokenKind.Symbol && COperators.Find(lexer.Token) is var (symbol, found) && found >= level)
        {
            var offset = lexer.Start;
            lexer.Advance();
            left = Apply(symbol, left, Binary(found + 1), offset);
        }
        return left;
    }

    private CValue Unary()
    {
        var offset = lexer.Start;
        Enter(offset);
        CValue value;
        if (lexer.Accept("~"))
            value = Unary().Promote().Not();
        else if (lexer.Accept("!"))
            value = CValue.OfTruth(Circuit.Not(Unary().Truth(circuit)));
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

    private void Enter(int offset)
    {
        if (++depth > MaximumDepth)
            throw source.Fault(offset, $"parentheses and signs are nested more than {MaximumDepth} deep; split the expression");
    }

    private CValue Parenthesised()
    {
        if (CTypeName.Parse(source, lexer) is { } cast)
        {
            lexer.Expect(")", "after the type of a cast");
            return Unary().To(cast.Type);
        }
        var value = Parse();
        lexer.Expect(")", "or an operator");
        return value;
    }

    private CValue Primary()
    {
        if (lexer.Kind == TokenKind.Identifier)
            return names.Value();
        if (lexer.Kind != TokenKind.Number)
            throw lexer.Unexpected("a variable, a constant or \"(\"");
        if (CLiteral.Parse(lexer.Token) is not { } literal)
            throw source.Fault(lexer.Start, $"\"{SourceText.Printable(lexer.Token)}\" is no integer constant of at most 64 bits");
        lexer.Advance();
        return CValue.Constant(literal.Value, literal.Type);
    }
}
