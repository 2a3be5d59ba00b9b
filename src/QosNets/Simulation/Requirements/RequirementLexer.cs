using System.Globalization;
using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>A word, number or sign of a requirement; the last is empty.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Column">Where it begins, from 1.</param>
/// <param name="Number">Its value when it is a number.</param>
internal readonly record struct Token(string Text, int Column, double? Number = null)
{
    /// <summary>Whether it is a name or a word of the language.</summary>
    public bool IsWord => Text.Length > 0 && (char.IsAsciiLetter(Text[0]) || Text[0] == '_');

    /// <summary>What messages call it.</summary>
    public override string ToString() => Text.Length == 0 ? "the end" : $"\"{Text}\"";
}

/// <summary>Cuts a requirement into tokens.</summary>
internal static class RequirementLexer
{
    // Long enough for people, short enough that no work on it is long.
    private const int MaxLength = 10_000;

    private static readonly string[] Signs = ["<=", ">=", "<", ">", "(", ")", "[", "]", ",", "+", "-", "*"];

    /// <summary>All tokens, the empty last one included.</summary>
    /// <exception cref="ControlException">There is a sign that the language does not have.</exception>
    public static List<Token> Tokens(string text)
    {
        if (text.Length > MaxLength)
            throw new ControlException($"a requirement of {text.Length} characters; {MaxLength} are the limit: split it");
        var tokens = new List<Token>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at == text.Length)
                break;
            tokens.Add(Next(text, at));
            at += tokens[^1].Text.Length;
        }
        tokens.Add(new Token("", text.Length + 1));
        return tokens;
    }

    /// <summary>An error at a column.</summary>
    public static ControlException Fault(string text, int column, string message) =>
        new($"\"{text}\", column {column}: {message}");

    private static Token Next(string text, int at)
    {
        var end = at;
        if (char.IsAsciiLetter(text[at]) || text[at] == '_')
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
            return new Token(text[at..end], at + 1);
        }
        if (char.IsAsciiDigit(text[at]) || text[at] == '.')
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.' || IsExponentSign(text, end)))
                end++;
            return
                double.TryParse(text[at..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
                ? new Token(text[at..end], at + 1, number)
                : throw Fault(text, at + 1, $"\"{text[at..end]}\" is no number; write it like 0.85 or 1e-3");
        }
        var sign = Array.Find(Signs, s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0);
        return sign is null
            ? throw Fault(text, at + 1, $"there is no sign '{text[at]}'; compare with < <= > >=, and join with not, and, or")
            : new Token(sign, at + 1);
    }

    private static bool IsExponentSign(string text, int at) => text[at] is '+' or '-' && text[at - 1] is 'e' or 'E';
}
