namespace QosNets.Multipliers;

/// <summary>A function of a C file; its body is read when it is called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">Where its name stands.</param>
/// <param name="Returns">The type of its result.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Separators">Where a second parameter would have begun, and where it would have ended.</param>
/// <param name="Body">Where the brace of its body stands.</param>
internal sealed record CFunction(
    string Name,
    int Start,
    CType Returns,
    IReadOnlyList<(string Name, CType Type, bool Constant)> Parameters,
    IReadOnlyList<int> Separators,
    int Body
);

/// <summary>
/// The functions and constants of a C file. <c>main</c> and functions of other types than integers are left out: they are
/// programs around a model and no part of it.
/// </summary>
internal sealed class CProgram
{
    private readonly SourceText source;
    private readonly Lexer lexer;
    private readonly Dictionary<string, CFunction> functions = new(StringComparer.Ordinal);
    private readonly List<(CType Type, int Offset)> constants = [];
    private readonly HashSet<string> called = new(StringComparer.Ordinal);

    public CProgram(SourceText source)
    {
        this.source = source;
        lexer = new Lexer(source);
        try
        {
            while (lexer.Kind != TokenKind.End)
                Item();
        }
        catch (LibraryException e) when (functions.Count > 0)
        {
            // What is wrong in the function before is nearer to the cause, and is found when that is read.
            Trailing = e;
        }
        Model = FindModel();
    }

    /// <summary>What is wrong after the functions that were found, or null.</summary>
    public LibraryException? Trailing { get; }

    /// <summary>The functions by name, without <c>main</c>.</summary>
    public IReadOnlyDictionary<string, CFunction> Functions => functions;

    /// <summary>Types of the file's constants and where their names stand, in order.</summary>
    public IReadOnlyList<(CType Type, int Offset)> Constants => constants;

    /// <summary>The function that is the multiplier.</summary>
    public CFunction Model { get; }

    private void Item()
    {
        if (lexer.Accept(";"))
            return;
        if (lexer.Is("#"))
        {
            // Includes name types only; any other directive could change what the text means.
            lexer.Advance();
            if (!lexer.IsWord("include"))
                throw lexer.Unexpected("\"include\" (other directives are not read)");
            lexer.SkipLine();
            return;
        }
        while (lexer.IsWord("static") || lexer.IsWord("inline") || lexer.IsWord("extern"))
            lexer.Advance();
        var first = lexer.Start;
        var type = CTypeName.Parse(source, lexer);
        var untyped = type is null;
        if (untyped && !lexer.IsWord("void"))
            throw lexer.Unexpected("the type of the function");
        if (untyped)
            lexer.Advance();
        var start = lexer.Start;
        var name = lexer.Identifier("the name of the function");
        if (lexer.Is("("))
            Function(name, start, first, type);
        else if (type is var (constantType, isConstant) && (lexer.Is("[") || lexer.Is("=")))
            Constant(start, constantType, isConstant);
        else
            throw lexer.Unexpected("\"(\" and the operands of a function, or the end of the file after the model,");
    }

    private void Constant(int start, CType type, bool isConstant)
    {
        if (!isConstant)
            throw source.Fault(start, "a variable outside the function; a model has constants and local variables only");
        constants.Add((type, start));
        while (!lexer.Is(";") && lexer.Kind != TokenKind.End)
            lexer.Advance();
        lexer.Expect(";", "after the constant");
    }

    private void Function(string name, int start, int first, (CType Type, bool Constant)? type)
    {
        var isProgram = name == "main" || type is null;
        var parameters = new List<(string, CType, bool)>();
        var separators = new List<int>();
        if (isProgram)
            lexer.SkipBracketed();
        else
            Parameters(parameters, separators);
        // A declaration says nothing that the definition does not.
        if (lexer.Accept(";"))
            return;
        if (!lexer.Is("{"))
            throw lexer.Unexpected("\"{\" and the statements of the function");
        var body = lexer.Start;
        if (type is null && functions.Count == 0 && !MoreFollows())
            throw source.Fault(first, "\"void\" where the type of the function is expected");
        lexer.Seek(body);
        SkipBody(name);
        if (isProgram)
            return;
        if (!functions.TryAdd(name, new CFunction(name, start, type!.Value.Type, parameters, separators, body)))
            throw source.Fault(start, $"{SourceText.Printable(name)} is defined twice");
    }

    private bool MoreFollows()
    {
        lexer.SkipBracketed();
        return lexer.Kind != TokenKind.End;
    }

    private void Parameters(List<(string, CType, bool)> parameters, List<int> separators)
    {
        lexer.Expect("(", "after the name of the function");
        do
        {
            var (type, constant) = CTypeName.Parse(source, lexer) ?? throw lexer.Unexpected("the type of an operand");
            parameters.Add((lexer.Identifier("the name of a variable"), type, constant));
            separators.Add(lexer.Start);
        } while (lexer.Accept(","));
        lexer.Expect(")", "after the two operands");
    }

    // Names before "(" are calls, or words of statements, which no function is called.
    private void SkipBody(string caller)
    {
        var depth = 0;
        var word = "";
        do
        {
            if (lexer.Is("(") && word.Length > 0 && word != caller)
                called.Add(caller == "main" ? "" : word);
            word = lexer.Kind == TokenKind.Identifier ? lexer.Token.ToString() : "";
            depth += lexer.Is("{") ? 1 : 0;
            depth -= lexer.Is("}") ? 1 : 0;
            lexer.Advance();
        } while (depth > 0 && lexer.Kind != TokenKind.End);
    }

    private CFunction FindModel()
    {
        var open = functions.Values.Where(f => !called.Contains(f.Name)).ToList();
        var two = open.Where(f => f.Parameters.Count == 2).ToList();
        if (two.Count > 1)
            throw source.Fault(
                two[1].Start,
                $"{two.Count} functions of two operands that no other calls, {SourceText.Printable(two[0].Name)} and "
                    + $"{SourceText.Printable(two[1].Name)} among them; keep one model in a file"
            );
        var model = two.Count == 1 ? two[0] : open.FirstOrDefault();
        if (model is null)
            throw new LibraryException($"{source.Path}: it has no function of two operands; a model is one such function");
        if (model.Parameters.Count != 2)
        {
            lexer.Seek(model.Separators[Math.Min(1, model.Separators.Count - 1)]);
            throw lexer.Unexpected(model.Parameters.Count < 2 ? "\",\" and the second operand" : "\")\" after the two operands");
        }
        return model;
    }
}
