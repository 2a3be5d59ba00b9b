namespace QosNets.Multipliers;

/// <summary>Names of C's integer types of 8 to 64 bits, with qualifiers.</summary>
internal static class CTypeName
{
    /// <summary>Reads a type when one stands here; null, and nothing is read, when not.</summary>
    /// <exception cref="LibraryException">The words make no type that is read.</exception>
    public static (CType Type, bool Constant)? Parse(SourceText source, Lexer lexer)
    {
        var start = lexer.Start;
        CType? fixedType = null;
        int longs = 0,
            shorts = 0,
            ints = 0,
            chars = 0,
            signs = 0,
            unsigneds = 0,
            words = 0;
        var constant = false;
        for (; lexer.Kind == TokenKind.Identifier && words <= 8; words++)
        {
            if (Fixed(lexer.Token) is { } type)
            {
                if (fixedType is not null)
                    throw source.Fault(lexer.Start, "two types in a row");
                fixedType = type;
            }
            else if (lexer.IsWord("const"))
                constant = true;
            else if (lexer.IsWord("long"))
                longs++;
            else if (lexer.IsWord("short"))
                shorts++;
            else if (lexer.IsWord("int"))
                ints++;
            else if (lexer.IsWord("char"))
                chars++;
            else if (lexer.IsWord("signed"))
                signs++;
            else if (lexer.IsWord("unsigned"))
                unsigneds++;
            else
                break;
            lexer.Advance();
        }
        if (words == 0)
            return null;
        var plain = longs + shorts + ints + chars + signs + unsigneds;
        if (fixedType is { } exact && plain == 0)
            return (exact, constant);
        var valid =
            fixedType is null
            && plain > 0
            && longs <= 2
            && shorts <= 1
            && ints <= 1
            && chars <= 1
            && signs + unsigneds <= 1
            && (longs > 0 ? 1 : 0) + shorts + chars <= 1
            && ints + chars <= 1;
        if (!valid)
            throw source.Fault(start, "these words make no integer type; use for example uint8_t or unsigned int");
        if (chars == 1 && signs + unsigneds == 0)
            throw source.Fault(start, "char is signed on some machines and unsigned on others; write int8_t or uint8_t");
        return (
            new CType(
                chars == 1 ? 8
                    : shorts == 1 ? 16
                    : longs > 0 ? 64
                    : 32,
                unsigneds == 0
            ),
            constant
        );
    }

    private static CType? Fixed(ReadOnlySpan<char> word)
    {
        var signed = !word.StartsWith('u');
        return word[(signed ? 0 : 1)..] switch
        {
            "int8_t" => new CType(8, signed),
            "int16_t" => new CType(16, signed),
            "int32_t" => new CType(32, signed),
            "int64_t" => new CType(64, signed),
            _ => null,
        };
    }
}
