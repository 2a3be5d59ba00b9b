using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>
/// Reads expressions over <c>| ^ &amp; ~</c>, parentheses, bit and part selects, sized constants and concatenation.
/// </summary>
internal sealed class VerilogExpressions(SourceText source, Lexer lexer, Dictionary<string, VerilogNet> nets)
{
    // Wide enough for any vector of such a model; it bounds what nested concatenations can grow to.
    public const int MaximumWidth = 65_536;

    private const int MaximumDepth = 200;
    private static readonly string[] Levels = ["|", "^", "&"];

    private List<VerilogPart> reads = [];
    private int depth;
    private int nodes;

    /// <summary>An expression, all bits that it reads, and the number of its operands and operators.</summary>
    public (VerilogExpression Expression, List<VerilogPart> Reads, int Nodes) Parse()
    {
        reads = [];
        nodes = 0;
        var expression = Binary(0);
        return (expression, reads, nodes);
    }

    /// <summary>A net or some of its bits.</summary>
    public VerilogPart Part()
    {
        var start = lexer.Start;
        var name = lexer.Identifier("a net");
        if (!nets.TryGetValue(name, out var net))
            throw source.Fault(start, $"\"{SourceText.Printable(name)}\" is not declared as input, output or wire");
        if (!lexer.Accept("["))
            return new VerilogPart(net, 0, net.Bits.Length, start);
        var offset = lexer.Start;
        var high = Index();
        var low = lexer.Accept(":") ? Index() : high;
        lexer.Expect("]", "after the index");
        if (high > net.High || low < net.Low || low > high)
            throw source.Fault(offset, $"bits {high}:{low} of {SourceText.Printable(name)}, which has {net.High}:{net.Low}");
        return new VerilogPart(net, low - net.Low, high - low + 1, start);
    }

    /// <summary>A decimal index of a vector.</summary>
    public int Index()
    {
        if (
            lexer.Kind != TokenKind.Number
            || !int.TryParse(lexer.Token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index >= MaximumWidth
        )
            throw lexer.Unexpected($"an index of 0..{MaximumWidth - 1}");
        lexer.Advance();
        return index;
    }

    private VerilogExpression Binary(int level)
    {
        if (level == Levels.Length)
            return Unary();
        var first = Binary(level + 1);
        if (!lexer.Is(Levels[level]))
            return first;
        var operands = new List<VerilogExpression> { first };
        while (lexer.Accept(Levels[level]))
            operands.Add(Binary(level + 1));
        return new VerilogExpression.Chain(Levels[level][0], operands);
    }

    private VerilogExpression Unary()
    {
        nodes++;
        if (++depth > MaximumDepth)
            throw source.Fault(
                lexer.Start,
                $"parentheses, braces and ~ are nested more than {MaximumDepth} deep; split the expression"
            );
        VerilogExpression expression;
        if (lexer.Accept("~"))
        {
            expression = new VerilogExpression.Inversion(Unary());
        }
        else if (lexer.Accept("("))
        {
            expression = Binary(0);
            lexer.Expect(")", "or one of | ^ &");
        }
        else if (lexer.Is("{"))
        {
            expression = Concatenation();
        }
        else if (lexer.Kind == TokenKind.Number)
        {
            expression = Constant();
        }
        else
        {
            if (lexer.Kind != TokenKind.Identifier)
                throw lexer.Unexpected("a net, a constant, \"(\", \"{\" or ~");
            var part = Part();
            reads.Add(part);
            expression = new VerilogExpression.Part(part);
        }
        depth--;
        return expression;
    }

    private VerilogExpression.Concatenation Concatenation()
    {
        var start = lexer.Start;
        lexer.Advance();
        var items = new List<VerilogExpression>();
        var width = 0;
        do
        {
            items.Add(Binary(0));
            width += items[^1].Width;
            if (width > MaximumWidth)
                throw source.Fault(start, $"this concatenation has more than {MaximumWidth} bits");
        } while (lexer.Accept(","));
        lexer.Expect("}", "or \",\"");
        return new VerilogExpression.Concatenation(items);
    }

    private VerilogExpression.Constant Constant()
    {
        if (Constant(lexer.Token) is not { } constant)
            throw source.Fault(
                lexer.Start,
                $"\"{SourceText.Printable(lexer.Token)}\" is no constant; write for example 1'b0, 8'h1F or 4'd9"
            );
        lexer.Advance();
        return constant;
    }

    private static VerilogExpression.Constant? Constant(ReadOnlySpan<char> text)
    {
        var quote = text.IndexOf('\'');
        if (quote < 0)
            return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var plain) ? new(32, plain) : null;
        if (
            !int.TryParse(text[..quote], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || width is < 1 or > 64
            || text.Length < quote + 3
        )
            return null;
        var digits = text[(quote + 2)..].ToString().Replace("_", "", StringComparison.Ordinal);
        var style = char.ToLowerInvariant(text[quote + 1]) switch
        {
            'b' => NumberStyles.AllowBinarySpecifier,
            'h' => NumberStyles.AllowHexSpecifier,
            'd' => NumberStyles.None,
            _ => NumberStyles.Currency,
        };
        if (style == NumberStyles.Currency || !ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value))
            return null;
        return new(width, width < 64 ? value & ((1UL << width) - 1) : value);
    }
}
