namespace QosNets.Multipliers;

/// <summary>
/// Reads a C model as EvoApproxLib publishes them: <c>#include</c> lines, and one function of two integer parameters with
/// local integer variables, assignments (also <c>|= &amp;= ^= += -= &lt;&lt;= &gt;&gt;=</c>) and one <c>return</c>, which ends
/// it.
/// The first parameter is operand a whatever its name. Nothing is executed: the statements are built into a circuit.
/// </summary>
internal sealed class CModel
{
    private readonly SourceText source;
    private readonly Lexer lexer;
    private readonly Circuit circuit = new();
    private readonly CExpressions expressions;
    private readonly Dictionary<string, Variable> variables = new(StringComparer.Ordinal);

    private CModel(SourceText source, bool? signed)
    {
        this.source = source;
        lexer = new Lexer(source);
        expressions = new CExpressions(source, lexer, circuit, Use);
        SkipIncludes();
        while (lexer.IsWord("static") || lexer.IsWord("inline"))
            lexer.Advance();
        Returns = Type("the type of the function").Type;
        if (Returns.Width < 16)
            throw source.Fault(lexer.Start, $"the function returns {Returns.Width} bits; a product has 16");
        Name = lexer.Identifier("the name of the function");
        if (signed is { } known)
            Body(known);
    }

    public string Name { get; }

    private CType Returns { get; }

    private CValue? Result { get; set; }

    /// <summary>The name of the function.</summary>
    public static string NameOf(SourceText source) => new CModel(source, null).Name;

    /// <summary>
    /// The truth table. With <paramref name="signed"/> the operands are two's-complement bytes, extended by their sign where the
    /// parameters are wider, and the low 16 bits of the result are two's complement, even where the types are unsigned.
    /// </summary>
    /// <exception cref="LibraryException">The text is no such model, with line and column.</exception>
    public static TruthTable Evaluate(SourceText source, bool signed)
    {
        var model = new CModel(source, signed);
        return ProductPlanes.Table(source.Path, model.circuit, model.Result!.Bits, signed);
    }

    private void Body(bool signed)
    {
        lexer.Expect("(", "after the name of the function");
        Parameter(Circuit.A, signed);
        lexer.Expect(",", "and the second operand");
        Parameter(Circuit.B, signed);
        lexer.Expect(")", "after the two operands");
        lexer.Expect("{", "and the statements of the function");
        while (Result is null)
        {
            if (lexer.Is("}") || lexer.Kind == TokenKind.End)
                throw source.Fault(lexer.Start, "the function ends without a return");
            Statement();
        }
        lexer.Expect("}", "after the return");
        while (lexer.Accept(";")) { }
        if (lexer.Kind != TokenKind.End)
            throw lexer.Unexpected("the end of the file (a model is one function)");
    }

    // Includes name types only; any other directive could change what the text means.
    private void SkipIncludes()
    {
        while (lexer.Is("#"))
        {
            lexer.Advance();
            if (!lexer.IsWord("include"))
                throw lexer.Unexpected("\"include\" (other directives are not read)");
            lexer.SkipLine();
        }
    }

    private void Parameter(Func<int, int> operand, bool signed)
    {
        var (type, constant) = Type("the type of an operand");
        var bits = new int[8];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = operand(i);
        Declare(type, constant, new CValue(bits, signed).To(type));
    }

    private void Statement()
    {
        if (lexer.Accept(";"))
            return;
        if (lexer.IsWord("return"))
        {
            lexer.Advance();
            Result = expressions.Parse().To(Returns);
        }
        else if (CTypeName.Parse(source, lexer) is var (type, constant))
        {
            do
            {
                var variable = Declare(type, constant, null);
                if (lexer.Accept("="))
                    variable.Value = expressions.Parse().To(type);
            } while (lexer.Accept(","));
        }
        else
        {
            Assignment();
        }
        lexer.Expect(";", "or one of | ^ & << >> + -");
    }

    private void Assignment()
    {
        if (lexer.Kind != TokenKind.Identifier)
            throw lexer.Unexpected("a declaration, an assignment or return");
        var start = lexer.Start;
        var target = Find();
        if (target.Constant)
            throw source.Fault(start, $"{SourceText.Printable(target.Name)} is const and cannot be assigned");
        var offset = lexer.Start;
        if (lexer.Kind != TokenKind.Symbol || lexer.Token is not ("=" or "|=" or "&=" or "^=" or "+=" or "-=" or "<<=" or ">>="))
            throw lexer.Unexpected("an assignment");
        var operation = lexer.Token[..^1].ToString();
        lexer.Advance();
        if (operation.Length > 0)
        {
            var before = ValueOf(target, start);
            target.Value = expressions.Apply(operation, before, expressions.Parse(), offset).To(target.Type);
        }
        else
        {
            target.Value = expressions.Parse().To(target.Type);
        }
    }

    private CValue Use()
    {
        var start = lexer.Start;
        return ValueOf(Find(), start);
    }

    private CValue ValueOf(Variable variable, int start) =>
        variable.Value
        ?? throw source.Fault(start, $"{SourceText.Printable(variable.Name)} is used before it has a value; assign it first");

    private Variable Find()
    {
        if (!variables.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(lexer.Token, out var variable))
            throw source.Fault(
                lexer.Start,
                $"\"{SourceText.Printable(lexer.Token)}\" is not declared; only the two operands and local variables are read"
            );
        lexer.Advance();
        return variable;
    }

    private Variable Declare(CType type, bool constant, CValue? value)
    {
        var start = lexer.Start;
        var name = lexer.Identifier("the name of a variable");
        var variable = new Variable(name, type, constant) { Value = value };
        return variables.TryAdd(name, variable)
            ? variable
            : throw source.Fault(start, $"{SourceText.Printable(name)} is declared twice");
    }

    private (CType Type, bool Constant) Type(string what) => CTypeName.Parse(source, lexer) ?? throw lexer.Unexpected(what);

    private sealed record Variable(string Name, CType Type, bool Constant)
    {
        public CValue? Value { get; set; }
    }
}
