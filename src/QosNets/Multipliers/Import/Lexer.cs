namespace QosNets.Multipliers;

internal enum TokenKind
{
    End,
    Identifier,
    Number,
    Symbol,
    Text,
}

/// <summary>
/// Splits the text of a C or Verilog model in tokens, one at a time: identifiers, numbers (with all letters and quotes that
/// stick to them, so <c>0x1FuL</c> and <c>8'h1F</c> are one token), texts in quotes and symbols. Comments and white space
/// separate tokens, in Verilog also attributes; a Verilog name after a backslash, up to a blank, is an identifier.
/// </summary>
internal sealed class Lexer
{
    private static readonly string[] LongSymbols =
    [
        "<<<",
        ">>>",
        "===",
        "!==",
        "<<=",
        ">>=",
        "<<",
        ">>",
        "|=",
        "&=",
        "^=",
        "+=",
        "-=",
        "*=",
        "~^",
        "^~",
        "~&",
        "~|",
        "&&",
        "||",
        "==",
        "!=",
        "<=",
        ">=",
        "++",
        "--",
        "->",
        "+:",
        "-:",
    ];

    private readonly SourceText source;
    private readonly string text;
    private readonly bool verilog;
    private int end;

    public Lexer(SourceText source, bool verilog = false)
    {
        this.source = source;
        this.verilog = verilog;
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

    /// <summary>Goes to the token that begins at an offset, for a body that is read again.</summary>
    public void Seek(int offset)
    {
        end = offset;
        Advance();
    }

    /// <summary>Goes past a bracket that is open here and all up to the one that closes it, or to the end of the file.</summary>
    public void SkipBracketed()
    {
        var depth = 0;
        do
        {
            if (Is("(") || Is("[") || Is("{"))
                depth++;
            else if (Is(")") || Is("]") || Is("}"))
                depth--;
            Advance();
        } while (depth > 0 && Kind != TokenKind.End);
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
        if (verilog && c == '\\' && Start + 1 < text.Length && !char.IsWhiteSpace(text[Start + 1]))
        {
            Kind = TokenKind.Identifier;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
                end++;
        }
        else if (c == '"' || c == '\'' && !verilog)
        {
            Kind = TokenKind.Text;
            end = AfterText(c);
        }
        else if (char.IsAsciiLetter(c) || c == '_' || verilog && c == '$')
        {
            Kind = TokenKind.Identifier;
            end++;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_' || verilog && text[end] == '$'))
                end++;
        }
        else if (char.IsAsciiDigit(c))
        {
            Kind = TokenKind.Number;
            end = AfterNumber();
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

    private int AfterNumber()
    {
        var position = end;
        var sized = false;
        // In labels of casez a question mark after the base is a digit.
        while (
            position < text.Length
            && (
                char.IsAsciiLetterOrDigit(text[position])
                || text[position] is '_' or '\'' or '.'
                || sized && text[position] == '?'
            )
        )
        {
            sized |= verilog && text[position] == '\'';
            position++;
        }
        return position;
    }

    private int AfterText(char quote)
    {
        for (var i = Start + 1; i < text.Length && text[i] is not ('\n' or '\r'); i++)
        {
            if (text[i] == quote)
                return i + 1;
            if (text[i] == '\\')
                i++;
        }
        throw source.Fault(Start, $"this text does not end in its line; add {quote}");
    }

    private int SymbolLength()
    {
        // Most symbols are one character; the second one tells quickly.
        if (Start + 1 == text.Length || !"<>=|&+-^~:".Contains(text[Start + 1], StringComparison.Ordinal))
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
            else if (verilog && IsAttribute(position))
            {
                var close = text.IndexOf("*)", position + 2, StringComparison.Ordinal);
                position = close < 0 ? throw source.Fault(position, "this attribute does not end; add *)") : close + 2;
            }
            else
            {
                break;
            }
        }
        return position;
    }

    // "(*)" lists all signals and is no attribute.
    private bool IsAttribute(int position)
    {
        if (!text.AsSpan(position).StartsWith("(*", StringComparison.Ordinal))
            return false;
        var next = position + 2;
        while (next < text.Length && text[next] is (' ' or '\t' or '\r' or '\n'))
            next++;
        return next < text.Length && text[next] != ')';
    }
}
