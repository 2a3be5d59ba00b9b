using State = System.Collections.Generic.List<(QosNets.Multipliers.CVariable Variable, QosNets.Multipliers.CValue?[] Values)>;

namespace QosNets.Multipliers;

/// <summary>
/// The statements of one call. A literal says for which operands the current place is reached; variables hold their values for
/// those, and where ways meet, the values are chosen by the condition that parted them.
/// </summary>
internal sealed class CStatements(
    SourceText source,
    Lexer lexer,
    Circuit circuit,
    CExpressions expressions,
    CVariables variables,
    CMachine machine,
    CBudget budget,
    CType returns
)
{
    // Rounds of a loop whose end depends on the operands; bits of a number are at most 64.
    private const int MaximumRounds = 1024;
    private const int MaximumDepth = 100;

    private readonly Stack<(List<(int Reached, State State)> Breaks, List<(int Reached, State State)> Continues)> loops = new();
    private int reached = Circuit.One;
    private CValue? result;
    private int jumps;
    private int depth;

    /// <summary>The body of the function; its result.</summary>
    public CValue Body()
    {
        lexer.Expect("{", "and the statements of the function");
        while (!lexer.Is("}") && lexer.Kind != TokenKind.End)
        {
            // Nothing can be meant by statements after the end of the function.
            if (reached == Circuit.Zero)
                throw lexer.Unexpected("\"}\" after the return");
            Statement();
        }
        return reached == Circuit.Zero && result is { } value
            ? value
            : throw source.Fault(lexer.Start, "the function ends without a return");
    }

    private void Statement()
    {
        budget.Spend(1, lexer.Start);
        if (++depth > MaximumDepth)
            throw source.Fault(lexer.Start, $"statements are nested more than {MaximumDepth} deep");
        if (lexer.Is("{"))
            Block();
        else if (Word("return"))
            Return();
        else if (Word("if"))
            If();
        else if (Word("for"))
            For();
        else if (Word("while"))
            While();
        else if (Word("do"))
            DoWhile();
        else if (lexer.IsWord("break") || lexer.IsWord("continue"))
            Jump();
        else if (lexer.IsWord("switch") || lexer.IsWord("goto"))
            throw source.Fault(lexer.Start, $"\"{lexer.Token}\" is not read; write the model with if and for");
        else if (!lexer.Accept(";"))
        {
            Simple();
            lexer.Expect(";", "or an operator");
        }
        depth--;
    }

    private bool Word(string word)
    {
        if (!lexer.IsWord(word))
            return false;
        lexer.Advance();
        return true;
    }

    private void Block()
    {
        lexer.Advance();
        variables.Push();
        while (!lexer.Is("}"))
        {
            if (lexer.Kind == TokenKind.End)
                throw lexer.Unexpected("\"}\" after the statements");
            if (reached == Circuit.Zero)
                Skip();
            else
                Statement();
        }
        lexer.Advance();
        variables.Pop();
    }

    // A declaration, an assignment or a step.
    private void Simple()
    {
        if (CTypeName.Parse(source, lexer) is var (type, constant))
        {
            do machine.Declare(type, constant);
            while (lexer.Accept(","));
            return;
        }
        var start = lexer.Start;
        var before =
            lexer.Accept("++") ? "+"
            : lexer.Accept("--") ? "-"
            : "";
        if (lexer.Kind != TokenKind.Identifier)
            throw lexer.Unexpected("a declaration, an assignment or return");
        var (target, index) = machine.Find();
        if (target.Constant)
            throw source.Fault(start, $"{SourceText.Printable(target.Name)} is const and cannot be assigned");
        var position = index is null ? 0 : machine.Constant(target, index, start);
        var offset = lexer.Start;
        var step =
            before.Length > 0 ? before
            : lexer.Accept("++") ? "+"
            : lexer.Accept("--") ? "-"
            : "";
        if (step.Length > 0)
        {
            var one = CValue.Constant(1, new CType(32, true));
            var value = machine.ValueOf(target, position, start);
            target.Values[position] = expressions.Apply(step, value, one, offset).To(target.Type);
            return;
        }
        Assign(target, position, start, offset);
    }

    private void Assign(CVariable target, int position, int start, int offset)
    {
        if (
            lexer.Kind != TokenKind.Symbol
            || lexer.Token is not ("=" or "|=" or "&=" or "^=" or "+=" or "-=" or "*=" or "<<=" or ">>=")
        )
            throw lexer.Unexpected("an assignment");
        var operation = lexer.Token[..^1].ToString();
        lexer.Advance();
        var before = operation.Length > 0 ? machine.ValueOf(target, position, start) : null;
        var value = expressions.Parse();
        // A second "=" would assign twice in one statement.
        target.Values[position] = (before is null ? value : expressions.Apply(operation, before, value, offset)).To(target.Type);
    }

    private void Return()
    {
        var value = expressions.Parse().To(returns);
        lexer.Expect(";", "or an operator");
        result = result is null ? value : CValue.Select(circuit, reached, value, result);
        reached = Circuit.Zero;
        jumps++;
    }

    private void Jump()
    {
        var isBreak = lexer.IsWord("break");
        if (loops.Count == 0)
            throw source.Fault(lexer.Start, $"\"{lexer.Token}\" outside a loop");
        lexer.Advance();
        lexer.Expect(";", "after it");
        var (breaks, continues) = loops.Peek();
        (isBreak ? breaks : continues).Add((reached, Snapshot()));
        reached = Circuit.Zero;
        jumps++;
    }

    private void If()
    {
        lexer.Expect("(", "and a condition");
        var condition = expressions.Condition();
        lexer.Expect(")", "after the condition");
        if (condition is Circuit.Zero or Circuit.One)
        {
            Either(condition == Circuit.One);
            if (Word("else"))
                Either(condition == Circuit.Zero);
            return;
        }
        var (before, all, jumped) = (Snapshot(), reached, jumps);
        reached = circuit.And(all, condition);
        Statement();
        var yes = (Reached: reached, State: Snapshot());
        CVariables.Restore(before);
        reached = circuit.And(all, Circuit.Not(condition));
        if (Word("else"))
            Statement();
        Join(yes.Reached, yes.State, condition);
        if (jumps == jumped)
            reached = all;
    }

    // Two ways meet: the one here and another with its state. A condition that is known to part them saves gates.
    private void Join(int other, State state, int condition)
    {
        if (other == Circuit.Zero)
            return;
        if (reached == Circuit.Zero)
        {
            CVariables.Restore(state);
            reached = other;
            return;
        }
        CVariables.Merge(circuit, condition, state);
        reached = circuit.Or(reached, other);
    }

    private void Either(bool taken)
    {
        if (taken && reached != Circuit.Zero)
            Statement();
        else
            Skip();
    }

    private void For()
    {
        lexer.Expect("(", "and the loop's start");
        variables.Push();
        if (!lexer.Is(";"))
            Simple();
        lexer.Expect(";", "after the loop's start");
        var condition = lexer.Start;
        while (!lexer.Is(";") && lexer.Kind != TokenKind.End)
            lexer.Advance();
        lexer.Expect(";", "after the loop's condition");
        var step = lexer.Start;
        var nesting = 0;
        while (!(nesting == 0 && lexer.Is(")")) && lexer.Kind != TokenKind.End)
        {
            nesting +=
                lexer.Is("(") ? 1
                : lexer.Is(")") ? -1
                : 0;
            lexer.Advance();
        }
        lexer.Expect(")", "after the loop's step");
        Loop(condition, step, lexer.Start, first: true);
        variables.Pop();
    }

    private void While()
    {
        var open = lexer.Start;
        lexer.Expect("(", "and a condition");
        var condition = lexer.Start;
        lexer.Seek(open);
        lexer.SkipBracketed();
        Loop(condition, null, lexer.Start, first: true);
    }

    private void DoWhile()
    {
        var body = lexer.Start;
        Skip();
        if (!Word("while"))
            throw lexer.Unexpected("\"while\" after the loop's body");
        lexer.Expect("(", "and a condition");
        var condition = lexer.Start;
        Loop(condition, null, body, first: false);
        SkipToSemicolon();
    }

    private void Loop(int condition, int? step, int body, bool first)
    {
        var (all, before) = (reached, jumps);
        var (breaks, continues) = (new List<(int Reached, State State)>(), new List<(int Reached, State State)>());
        loops.Push((breaks, continues));
        for (var round = 0; reached != Circuit.Zero; round++)
        {
            if (round == MaximumRounds)
                throw source.Fault(condition, $"the loop does not end within {MaximumRounds} rounds");
            if ((first || round > 0) && !Goes(condition, breaks))
                break;
            lexer.Seek(body);
            Statement();
            foreach (var (other, state) in continues)
                Join(other, state, other);
            continues.Clear();
            if (step is not { } offset || reached == Circuit.Zero)
                continue;
            lexer.Seek(offset);
            do
            {
                if (!lexer.Is(")"))
                    Simple();
            } while (lexer.Accept(","));
        }
        loops.Pop();
        foreach (var (other, state) in breaks)
            Join(other, state, other);
        lexer.Seek(body);
        Skip();
        // Ways that left by break or continue have all come back, but not those that returned.
        if (jumps == before)
            reached = all;
    }

    // Whether another round may come; operands for which it does not leave the loop.
    private bool Goes(int offset, List<(int Reached, State State)> exits)
    {
        lexer.Seek(offset);
        var condition = lexer.Is(";") ? Circuit.One : expressions.Condition();
        if (condition == Circuit.One)
            return true;
        if (condition != Circuit.Zero)
        {
            exits.Add((circuit.And(reached, Circuit.Not(condition)), Snapshot()));
            reached = circuit.And(reached, condition);
            return true;
        }
        exits.Add((reached, Snapshot()));
        reached = Circuit.Zero;
        return false;
    }

    private State Snapshot()
    {
        budget.Spend(variables.Count, lexer.Start);
        return variables.Snapshot();
    }

    // Goes past a statement without reading it.
    private void Skip()
    {
        if (++depth > MaximumDepth)
            throw source.Fault(lexer.Start, $"statements are nested more than {MaximumDepth} deep");
        if (lexer.Is("{"))
        {
            lexer.SkipBracketed();
        }
        else if (lexer.IsWord("if") || lexer.IsWord("for") || lexer.IsWord("while"))
        {
            var isIf = lexer.IsWord("if");
            lexer.Advance();
            lexer.SkipBracketed();
            Skip();
            if (isIf && Word("else"))
                Skip();
        }
        else if (Word("do"))
        {
            Skip();
            SkipToSemicolon();
        }
        else
        {
            SkipToSemicolon();
        }
        depth--;
    }

    private void SkipToSemicolon()
    {
        while (!lexer.Is(";") && !lexer.Is("}") && lexer.Kind != TokenKind.End)
        {
            if (lexer.Is("(") || lexer.Is("[") || lexer.Is("{"))
                lexer.SkipBracketed();
            else
                lexer.Advance();
        }
        lexer.Accept(";");
    }
}
