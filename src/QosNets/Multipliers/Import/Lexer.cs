namespace QosNets.Multipliers;

internal enum TokenKind
{
    End,
    Identifier,
    Number,
    Symbol,
}

/// <summary>
/// Splits the text of a C or Verilog model in tokens, one at a time: identifiers, numbers (with all letters and quotes that
/// stick to them, so <c>0x1FuL</c> and <c>8'h1F</c> are one token) and symbols. Comments and white space separate tokens.
/// </summary>
internal sealed class Lexer
{
    private static readonly string[] LongSymbols =
    [
        "<<=",
        ">>=",
        "<<",
        ">>",
        "|=",
        "&=",
        "^=",
        "+=",
        "-=",
        "&&",
        "||",
        "==",
        "!=",
        "<=",
        ">=",
        "++",
        "--",
        "->",
    ];

    private readonly SourceText source;
    private readonly string text;
    private int end;

    public Lexer(SourceText source)
    {
        this.source = source;
        text = source.Text;
        Advance();
    }

    public TokenKind Kind { get; private set; }

    /// <summary>Offset of the current token.</summary>
    public int Start { get; private set; }

    /// <summary>Characters of the current token.</summary>
    public ReadOnlySpan<char> Token => text.AsSpan(Start, end - Start);

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Token.SequenceEqual(symbol);

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Token.SequenceEqual(word);

    /// <summary>Goes past the current token when it is this symbol.</summary>
    public bool Accept(string symbol)
    {
        if (!Is(symbol))
            return false;
        Advance();
        return true;
    }

    public void Expect(string symbol, string after)
    {
        if (!Accept(symbol))
            throw Unexpected($"\"{symbol}\" {after}");
    }

    /// <summary>Takes an identifier.</summary>
    public string Identifier(string what)
    {
        if (Kind != TokenKind.Identifier)
            throw Unexpected(what);
        var name = Token.ToString();
        Advance();
        return name;
    }

    /// <summary>Goes to the first token of the next line.</summary>
    public void SkipLine()
    {
        var line = text.IndexOf('\n', Start);
        end = line < 0 ? text.Length : line;
        Advance();
    }

    public LibraryException Unexpected(string wanted) =>
        source.Fault(
            Start,
            Kind == TokenKind.End
                ? $"the file ends where {wanted} is expected"
                : $"\"{SourceText.Printable(Token)}\" where {wanted} is expected"
        );

    public void Advance()
    {
        Start = AfterBlanks(end);
        end = Start;
        if (Start == text.Length)
        {
            Kind = TokenKind.End;
            return;
        }
        var c = text[Start];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            Kind = TokenKind.Identifier;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
        }
        else if (char.IsAsciiDigit(c))
        {
            Kind = TokenKind.Number;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '\'' or '.'))
                end++;
        }
        else if ("(){}[];,=&|^~+-*/%<>!?:.#\"'`@".Contains(c, StringComparison.Ordinal))
        {
            Kind = TokenKind.Symbol;
            end = Start + SymbolLength();
        }
        else
        {
            throw source.Fault(Start, $"unknown character U+{(int)c:X4}; a model is plain ASCII outside its comments");
        }
    }

    private int SymbolLength()
    {
        // Most symbols are one character; the second one tells quickly.
        if (Start + 1 == text.Length || !"<>=|&+-".Contains(text[Start + 1], StringComparison.Ordinal))
            return 1;
        foreach (var symbol in LongSymbols)
        {
            if (text.AsSpan(Start).StartsWith(symbol, StringComparison.Ordinal))
                return symbol.Length;
        }
        return 1;
    }

    private int AfterBlanks(int position)
    {
        while (position < text.Length)
        {
            if (text[position] is ' ' or '\t' or '\r' or '\n' or '\f' or '\v')
            {
                position++;
            }
            else if (text.AsSpan(position).StartsWith("//", StringComparison.Ordinal))
            {
                var line = text.IndexOf('\n', position);
                position = line < 0 ? text.Length : line;
            }
            else if (text.AsSpan(position).StartsWith("/*", StringComparison.Ordinal))
            {
                var close = text.IndexOf("*/", position + 2, StringComparison.Ordinal);
                position = close < 0 ? throw source.Fault(position, "this comment does not end; add */") : close + 2;
            }
            else
            {
                break;
            }
        }
        return position;
    }
}
