namespace QosNets.Multipliers;

/// <summary>A function of a module.</summary>
/// <param name="Inputs">Its parameters.</param>
/// <param name="Result">The variable of its name.</param>
/// <param name="Own">All its variables.</param>
/// <param name="Body">Its statements.</param>
/// <param name="Reads">The bits of the module's nets that it reads.</param>
internal sealed record VerilogFunction(
    IReadOnlyList<VerilogNet> Inputs,
    VerilogNet Result,
    IReadOnlyList<VerilogNet> Own,
    VerilogStatement Body,
    IReadOnlyList<VerilogPart> Reads
);

/// <summary>Reads the functions of a module where they are called, and their calls.</summary>
internal sealed class VerilogFunctions(
    SourceText source,
    Lexer lexer,
    VerilogExpressions expressions,
    VerilogStatements statements
)
{
    private readonly HashSet<int> open = [];

    /// <summary>A call whose arguments follow.</summary>
    /// <param name="offset">Where the function stands, after its first word.</param>
    public VerilogExpression Call(int offset)
    {
        var start = lexer.Start;
        lexer.Advance();
        var arguments = new List<VerilogExpression>();
        do arguments.Add(expressions.Parse());
        while (lexer.Accept(","));
        lexer.Expect(")", "after the arguments");
        if (!expressions.Scope.Read.TryGetValue(offset, out var function))
            expressions.Scope.Read.Add(offset, function = Read(offset, start));
        if (arguments.Count != function.Inputs.Count)
            throw source.Fault(
                start,
                $"{SourceText.Printable(function.Result.Name)} has {function.Inputs.Count} inputs, "
                    + $"{arguments.Count} arguments are "
                    + $"given"
            );
        expressions.Reads.AddRange(function.Reads);
        return new Result(function, arguments, start);
    }

    private VerilogFunction Read(int offset, int call)
    {
        if (!open.Add(offset))
            throw source.Fault(call, "the function calls itself; a multiplier has no recursion");
        var (end, outer, reads, targets) = (lexer.Start, expressions.Scope, expressions.Reads, statements.Targets);
        (expressions.Scope, expressions.Reads, statements.Targets) = (new VerilogScope(outer), [], []);
        lexer.Seek(offset);
        statements.Word("automatic");
        var nets = new VerilogDeclarations(source, lexer, expressions);
        var range = nets.Range();
        var result = nets.Declare(expressions.Name("the name of the function"), offset, range);
        var (own, inputs) = (new List<VerilogNet> { result }, new List<VerilogNet>());
        if (lexer.Accept("("))
        {
            Inputs(nets, inputs, ")");
            lexer.Expect(")", "after the inputs");
        }
        lexer.Expect(";", "after the function's head");
        while (lexer.Token is "input" or "reg" or "integer" or "logic")
        {
            Inputs(nets, lexer.IsWord("input") ? inputs : own, ";");
            lexer.Expect(";", "after the declaration");
        }
        own.AddRange(inputs);
        var body = new List<VerilogStatement>();
        while (!statements.Word("endfunction"))
            body.Add(statements.Parse());
        foreach (var target in statements.Targets)
        {
            if (!own.Contains(target.Net))
                throw source.Fault(target.Offset, "a function assigns its own variables only");
        }
        List<VerilogPart> read = [.. expressions.Reads.Where(r => !own.Contains(r.Net))];
        (expressions.Scope, expressions.Reads, statements.Targets) = (outer, reads, targets);
        lexer.Seek(end);
        open.Remove(offset);
        return new VerilogFunction(inputs, result, own, new VerilogStatement.Block(body), read);
    }

    private void Inputs(VerilogDeclarations nets, List<VerilogNet> into, string end)
    {
        var range = (High: 0, Low: 0);
        do
        {
            if (lexer.Token is "input" or "reg" or "integer" or "logic")
            {
                var wide = false;
                while (lexer.Token is "input" or "reg" or "integer" or "logic")
                {
                    wide |= lexer.IsWord("integer");
                    lexer.Advance();
                }
                range = wide ? (31, 0) : nets.Range();
            }
            var start = lexer.Start;
            into.Add(nets.Declare(expressions.Name("the name of a variable"), start, range));
        } while (lexer.Accept(",") && !lexer.Is(end));
    }

    /// <summary>The result of a call.</summary>
    private sealed record Result(VerilogFunction Function, IReadOnlyList<VerilogExpression> Arguments, int Offset)
        : VerilogExpression(Function.Result.Bits.Length)
    {
        public override int[] Build(VerilogRun run, int width)
        {
            var values = Function
                .Inputs.Select((n, i) => Arguments[i].Build(run, Math.Max(n.Bits.Length, Arguments[i].Width)))
                .ToArray();
            var bits = new int[width];
            run.With(
                Function.Own,
                () =>
                {
                    for (var i = 0; i < values.Length; i++)
                        run.Write(VerilogPart.All(Function.Inputs[i], Offset), values[i]);
                    Function.Body.Run(run);
                    run.Read(VerilogPart.All(Function.Result, Offset)).CopyTo(bits);
                }
            );
            return bits;
        }
    }
}
