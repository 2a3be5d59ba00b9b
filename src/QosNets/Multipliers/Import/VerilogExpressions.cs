namespace QosNets.Multipliers;

/// <summary>Reads expressions of Verilog on unsigned vectors.</summary>
internal sealed class VerilogExpressions(SourceText source, Lexer lexer)
{
    // Wide enough for any vector of such a model; it bounds what nested concatenations can grow to.
    public const int MaximumWidth = 65_536;

    private const int MaximumDepth = 200;

    // Loops are read again for every round, so that a short text may have many expressions.
    private const int MaximumNodes = 4_000_000;

    private int depth;
    private int nodes;

    /// <summary>Reads calls of functions; set once, before anything is read.</summary>
    public VerilogFunctions? Functions { get; set; }

    /// <summary>The names that are known here.</summary>
    public VerilogScope Scope { get; set; } = new(null);

    /// <summary>The bits that expressions have read since it was emptied.</summary>
    public List<VerilogPart> Reads { get; set; } = [];

    /// <summary>Operands and operators read so far.</summary>
    public int Nodes => nodes;

    public VerilogExpression Parse()
    {
        var condition = Binary(0);
        var offset = lexer.Start;
        if (!lexer.Accept("?"))
            return condition;
        Enter(offset);
        var yes = Parse();
        lexer.Expect(":", "and the other value");
        var no = Parse();
        depth--;
        return new VerilogExpression.Choice(condition, yes, no);
    }

    /// <summary>A number that is known while the text is read: an index, a width, a parameter, the bound of a loop.</summary>
    public long Known(string what)
    {
        var start = lexer.Start;
        return Parse().Value ?? throw source.Fault(start, $"{what} depends on nets; only constants are read there");
    }

    /// <summary>An index of a vector.</summary>
    public int Index()
    {
        var start = lexer.Start;
        return Known("an index of a range") is >= 0 and < MaximumWidth and var index
            ? (int)index
            : throw source.Fault(start, $"an index of 0..{MaximumWidth - 1} is expected");
    }

    /// <summary>A net or some of its bits, as the target of an assignment.</summary>
    public VerilogPart Part()
    {
        var start = lexer.Start;
        var name = Name("a net");
        if (Scope.Net(name) is not { } net)
            throw source.Fault(start, $"\"{SourceText.Printable(name)}\" is not declared as input, output or wire");
        return lexer.Is("[") && Selected(net, start) is var (part, index)
            ? index is null
                ? part
                : throw source.Fault(start, "the bit that is assigned depends on nets; only constant indices are read there")
            : VerilogPart.All(net, start);
    }

    /// <summary>The name of a net, module or port, without the backslash that lets it have any characters.</summary>
    public string Name(string what)
    {
        var name = lexer.Identifier(what);
        return name[0] == '\\' ? name[1..] : name;
    }

    private VerilogExpression Binary(int level)
    {
        var left = Unary();
        VerilogOperators.Fold? chain = null;
        var chained = -1;
        while (lexer.Kind == TokenKind.Symbol && VerilogOperators.Find(lexer.Token) is var (symbol, found) && found >= level)
        {
            var offset = lexer.Start;
            lexer.Advance();
            var right = Binary(found + 1);
            if (!VerilogOperators.IsFolded(symbol))
                (left, chain) = (Other(symbol, left, right, offset), null);
            else if (chain is not null && chained == found)
            {
                // The list is of this chain alone; its width is that of the widest operand.
                chain.Rest.Add((symbol, right));
                left = chain = chain with { Width = Math.Max(chain.Width, right.Width) };
            }
            else
                (left, chained) = (chain = new VerilogOperators.Fold(left, [(symbol, right)], offset), found);
        }
        return left;
    }

    private static VerilogExpression Other(string symbol, VerilogExpression left, VerilogExpression right, int offset) =>
        symbol switch
        {
            "<<" or "<<<" => new VerilogExpression.Shift(true, left, right, offset),
            // Of unsigned operands both are the same.
            ">>" or ">>>" => new VerilogExpression.Shift(false, left, right, offset),
            "/" or "%" => new VerilogOperators.Quotient(symbol == "%", left, right, offset),
            _ => new VerilogOperators.Truth(symbol, left, right),
        };

    private VerilogExpression Unary()
    {
        if (++nodes > MaximumNodes)
            throw source.Fault(lexer.Start, "the module has too many operators in all; an 8×8-bit multiplier has thousands");
        Enter(lexer.Start);
        VerilogExpression expression;
        if (lexer.Accept("~"))
            expression = new VerilogExpression.Inversion(Unary());
        else if (lexer.Accept("-"))
            expression = new VerilogExpression.Negation(Unary());
        else if (lexer.Accept("+"))
            expression = Unary();
        else if (lexer.Is("!") || lexer.Is("&") || lexer.Is("|") || lexer.Is("^") || lexer.Token is "~&" or "~|" or "~^" or "^~")
            expression = Reduction();
        else if (lexer.Accept("("))
        {
            expression = Parse();
            lexer.Expect(")", "or an operator");
        }
        else if (lexer.Is("{"))
            expression = Concatenation();
        else if (lexer.Kind == TokenKind.Number || lexer.Kind == TokenKind.Symbol && lexer.Is("'"))
            expression = Constant(labels: false);
        else
            expression = Named();
        depth--;
        return expression;
    }

    private void Enter(int offset)
    {
        if (++depth > MaximumDepth)
            throw source.Fault(
                offset,
                $"parentheses, braces and ~ are nested more than {MaximumDepth} deep; split the expression"
            );
    }

    private VerilogExpression.Reduction Reduction()
    {
        var symbol = lexer.Token.ToString();
        lexer.Advance();
        return new VerilogExpression.Reduction(symbol, Unary());
    }

    private VerilogExpression Named()
    {
        var start = lexer.Start;
        if (lexer.Kind != TokenKind.Identifier)
            throw lexer.Unexpected("a net, a constant, \"(\", \"{\" or ~");
        if (lexer.Token is ['$', ..])
            throw source.Fault(start, $"\"{SourceText.Printable(lexer.Token)}\" is not read; operands are vectors of bits");
        var name = Name("a net");
        if (lexer.Is("(") && Scope.Function(name) is { } function)
            return Functions!.Call(function);
        if (Scope.Number(name) is { } number)
            return new VerilogExpression.Known(number);
        if (Scope.Net(name) is not { } net)
            throw source.Fault(start, $"\"{SourceText.Printable(name)}\" is not declared as input, output or wire");
        if (!lexer.Is("["))
        {
            var all = VerilogPart.All(net, start);
            Reads.Add(all);
            return new VerilogExpression.Part(all);
        }
        var (part, index) = Selected(net, start);
        Reads.Add(part);
        return index is null
            ? new VerilogExpression.Part(part)
            : new VerilogExpression.Select(part, index.Value.First, index.Value.Count);
    }

    // Bits of a net between brackets; with an index that depends on nets all of them are read.
    private (VerilogPart Part, (VerilogExpression First, int Count)? Index) Selected(VerilogNet net, int start)
    {
        lexer.Advance();
        var offset = lexer.Start;
        var first = Parse();
        var (up, down) = (lexer.Is("+:"), lexer.Is("-:"));
        var count = 1;
        var high = first.Value;
        var low = high;
        if (up || down)
        {
            lexer.Advance();
            count = Index();
            (low, high) = up ? (low, low + count - 1) : (high - count + 1, high);
            if (count == 0 || low is null && down)
                throw source.Fault(offset, "this range of bits is not read; write [first +: count] or constants");
        }
        else if (lexer.Accept(":"))
        {
            low = Index();
        }
        lexer.Expect("]", "after the index");
        if (high is not { } last || low is not { } least)
            return (VerilogPart.All(net, start), (first, count));
        if (last > net.High || least < net.Low || least > last)
            throw source.Fault(
                offset,
                $"bits {last}:{least} of {SourceText.Printable(net.Name)}, which has {net.High}:{net.Low}"
            );
        return (new VerilogPart(net, (int)(least - net.Low), (int)(last - least + 1), start), null);
    }

    private VerilogExpression Concatenation()
    {
        var start = lexer.Start;
        lexer.Advance();
        var items = new List<VerilogExpression>();
        var width = 0L;
        do
        {
            items.Add(Parse());
            if (items.Count == 1 && lexer.Is("{"))
                return Replication(items[0], start);
            width += items[^1].Width;
            if (width > MaximumWidth)
                throw source.Fault(start, $"this concatenation has more than {MaximumWidth} bits");
        } while (lexer.Accept(","));
        lexer.Expect("}", "or \",\"");
        return new VerilogExpression.Concatenation(items);
    }

    private VerilogExpression.Replication Replication(VerilogExpression times, int start)
    {
        var item = Concatenation();
        lexer.Expect("}", "after the repeated bits");
        return times.Value is >= 1 and <= MaximumWidth and var count && count * item.Width <= MaximumWidth
            ? new VerilogExpression.Replication((int)count, item)
            : throw source.Fault(start, $"bits are repeated a constant number of times, and are at most {MaximumWidth}");
    }

    /// <summary>A constant; in labels of <c>casez</c> and <c>casex</c> some bits may be any.</summary>
    public VerilogExpression.Constant Constant(bool labels)
    {
        if (VerilogConstant.Parse(lexer.Token, labels) is not { } constant)
            throw source.Fault(
                lexer.Start,
                $"\"{SourceText.Printable(lexer.Token)}\" is no constant; write for example 1'b0, 8'h1F or 4'd9"
            );
        lexer.Advance();
        return constant;
    }
}
