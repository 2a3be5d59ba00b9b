namespace QosNets.Multipliers;

/// <summary>
/// Reads the statements of a procedure: blocks, blocking assignments, if, case and loops with constant bounds, which are
/// unrolled.
/// </summary>
internal sealed class VerilogStatements(SourceText source, Lexer lexer, VerilogExpressions expressions)
{
    private const int MaximumRounds = 65_536;
    private const int MaximumDepth = 100;
    private const int MaximumArms = 1024;
    private static readonly VerilogStatement Nothing = new VerilogStatement.Block([]);

    private int depth;

    /// <summary>The bits that statements have assigned since it was emptied.</summary>
    public List<VerilogPart> Targets { get; set; } = [];

    public VerilogStatement Parse()
    {
        if (++depth > MaximumDepth)
            throw source.Fault(lexer.Start, $"statements are nested more than {MaximumDepth} deep");
        VerilogStatement statement;
        if (lexer.Accept(";"))
            statement = Nothing;
        else if (Word("begin"))
            statement = Block();
        else if (Word("if"))
            statement = If();
        else if (lexer.Token is "case" or "casez" or "casex")
            statement = Case();
        else if (Word("for"))
            statement = For();
        else
        {
            statement = Assignment();
            lexer.Expect(";", "or an operator");
        }
        depth--;
        return statement;
    }

    /// <summary>The targets of an assignment, the highest bits first.</summary>
    public List<VerilogPart> Left()
    {
        var targets = new List<VerilogPart>();
        if (lexer.Accept("{"))
        {
            do targets.Add(expressions.Part());
            while (lexer.Accept(","));
            lexer.Expect("}", "or \",\"");
        }
        else
        {
            targets.Add(expressions.Part());
        }
        return targets;
    }

    /// <summary>Goes past a word.</summary>
    public bool Word(string word)
    {
        if (!lexer.IsWord(word))
            return false;
        lexer.Advance();
        return true;
    }

    /// <summary>The rounds of a loop with constant bounds; its variable is known in each.</summary>
    /// <param name="body">Reads the body once.</param>
    public void Rounds(Action body)
    {
        lexer.Expect("(", "and the loop's start");
        Word("integer");
        Word("genvar");
        Word("int");
        var variable = Step("the loop's variable", ";");
        var condition = lexer.Start;
        SkipTo(";");
        var step = lexer.Start;
        SkipTo(")");
        var start = lexer.Start;
        for (var round = 0; ; round++)
        {
            lexer.Seek(condition);
            if (expressions.Known("the bound of a loop") == 0)
                break;
            if (round == MaximumRounds)
                throw source.Fault(condition, $"the loop does not end within {MaximumRounds} rounds");
            lexer.Seek(start);
            body();
            lexer.Seek(step);
            if (Step(variable, ")") != variable)
                throw source.Fault(step, $"the loop changes another variable than {SourceText.Printable(variable)}");
        }
        // The body is read once more to go past it; what it would do is dropped by the caller.
        lexer.Seek(start);
    }

    private VerilogStatement.Block Block()
    {
        if (lexer.Accept(":"))
            lexer.Identifier("the name of the block");
        var statements = new List<VerilogStatement>();
        while (!Word("end"))
            statements.Add(Parse());
        return new VerilogStatement.Block(statements);
    }

    private VerilogStatement.Condition If()
    {
        var offset = lexer.Start;
        lexer.Expect("(", "and a condition");
        var test = expressions.Parse();
        lexer.Expect(")", "or an operator");
        var yes = Parse();
        return new VerilogStatement.Condition(test, yes, Word("else") ? Parse() : Nothing, offset);
    }

    private VerilogStatement.Case Case()
    {
        var offset = lexer.Start;
        var any = !lexer.IsWord("case");
        lexer.Advance();
        lexer.Expect("(", "and the selector");
        var selector = expressions.Parse();
        lexer.Expect(")", "or an operator");
        var arms = new List<(IReadOnlyList<VerilogExpression>, VerilogStatement)>();
        var otherwise = Nothing;
        while (!Word("endcase"))
        {
            if (Word("default"))
            {
                lexer.Accept(":");
                otherwise = Parse();
                continue;
            }
            var labels = new List<VerilogExpression>();
            do labels.Add(any && lexer.Kind == TokenKind.Number ? expressions.Constant(labels: true) : expressions.Parse());
            while (lexer.Accept(","));
            lexer.Expect(":", "after the labels");
            if (arms.Count == MaximumArms)
                throw source.Fault(offset, $"a case of more than {MaximumArms} arms; import it as a table");
            arms.Add((labels, Parse()));
        }
        return new VerilogStatement.Case(selector, arms, otherwise, offset);
    }

    private VerilogStatement.Block For()
    {
        var rounds = new List<VerilogStatement>();
        var outer = expressions.Scope;
        expressions.Scope = new VerilogScope(outer);
        Rounds(() => rounds.Add(Parse()));
        var (reads, targets) = (expressions.Reads, Targets);
        (expressions.Reads, Targets) = ([], []);
        SkipStatement();
        (expressions.Reads, Targets) = (reads, targets);
        expressions.Scope = outer;
        return new VerilogStatement.Block(rounds);
    }

    /// <summary>Goes past a statement without reading it.</summary>
    public void SkipStatement()
    {
        if (lexer.Token is "begin" or "case" or "casez" or "casex")
        {
            var open = 0;
            do
            {
                if (lexer.Token is "begin" or "case" or "casez" or "casex")
                    open++;
                else if (lexer.Token is "end" or "endcase")
                    open--;
                lexer.Advance();
            } while (open > 0 && lexer.Kind != TokenKind.End);
            return;
        }
        var isIf = lexer.IsWord("if");
        if (isIf || lexer.IsWord("for"))
        {
            lexer.Advance();
            lexer.SkipBracketed();
            if (++depth > MaximumDepth)
                throw source.Fault(lexer.Start, $"statements are nested more than {MaximumDepth} deep");
            SkipStatement();
            depth--;
            if (isIf && Word("else"))
                SkipStatement();
            return;
        }
        SkipTo(";");
    }

    private VerilogStatement.Assignment Assignment()
    {
        if (lexer.Kind != TokenKind.Identifier && !lexer.Is("{"))
            throw lexer.Unexpected("an assignment, begin, if, case or for");
        if (lexer.Token is ['$', ..] or "while" or "repeat" or "forever" or "disable" or "wait" or "fork")
            throw source.Fault(
                lexer.Start,
                $"\"{SourceText.Printable(lexer.Token)}\" is not read; write the procedure with assignments, if, case and for"
            );
        var targets = Left();
        Targets.AddRange(targets);
        if (lexer.Is("<="))
            throw source.Fault(lexer.Start, "\"<=\" assigns at a clock; a multiplier without one uses \"=\"");
        lexer.Expect("=", "and the value");
        return new VerilogStatement.Assignment(targets, expressions.Parse());
    }

    // "i = value" or "i++"; the variable is known from here on.
    private string Step(string what, string after)
    {
        var start = lexer.Start;
        var name = expressions.Name(what);
        long value;
        if (lexer.Is("++") || lexer.Is("--"))
        {
            value = (expressions.Scope.Number(name) ?? 0) + (lexer.Is("++") ? 1 : -1);
            lexer.Advance();
        }
        else
        {
            lexer.Expect("=", "and the value of the loop's variable");
            value = expressions.Known("a value of the loop's variable");
        }
        lexer.Expect(after, "in the loop");
        if (Math.Abs(value) > int.MaxValue)
            throw source.Fault(start, $"the loop's variable is {value}, outside 32 bits");
        expressions.Scope.Set(name, value);
        return name;
    }

    private void SkipTo(string symbol)
    {
        while (!lexer.Is(symbol) && lexer.Kind != TokenKind.End)
        {
            if (lexer.Is("(") || lexer.Is("[") || lexer.Is("{"))
                lexer.SkipBracketed();
            else
                lexer.Advance();
        }
        lexer.Expect(symbol, "in the loop");
    }
}
