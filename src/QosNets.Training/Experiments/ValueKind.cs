using System.Globalization;
using System.Text;
using Tomlyn.Syntax;

namespace QosNets.Training.Experiments;

/// <summary>
/// What a key's value may be: how it is read, written and checked. Values travel as objects of the kind's own type.
/// </summary>
internal abstract class ValueKind
{
    /// <summary>For messages and the reference, for example <c>a whole number</c>.</summary>
    public abstract string Noun { get; }

    /// <summary>Allowed values, for example <c>1 and up</c>; empty when every value of the kind is allowed.</summary>
    public abstract string Allowed { get; }

    /// <summary>The value of a TOML expression, or null when it is of another kind.</summary>
    public abstract object? Read(ValueSyntax syntax);

    /// <summary>TOML that <see cref="Read"/> reads back to an equal value.</summary>
    public abstract string Write(object value);

    /// <summary>What is wrong with a value, for example <c>is below 1</c>, or null.</summary>
    public abstract string? Check(object value);

    /// <summary>Noun and allowed values in one phrase.</summary>
    public virtual string Describe() => Allowed.Length == 0 ? Noun : $"{Noun}, {Allowed}";
}

/// <summary>Any text.</summary>
internal class TextKind : ValueKind
{
    public override string Noun => "a text in quotes";

    public override string Allowed => "";

    public override object? Read(ValueSyntax syntax) => (syntax as StringValueSyntax)?.Value;

    public override string Write(object value)
    {
        var toml = new StringBuilder("\"");
        foreach (var c in (string)value)
        {
            if (c is '"' or '\\')
                toml.Append('\\').Append(c);
            else if (char.IsControl(c))
                toml.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                toml.Append(c);
        }
        return toml.Append('"').ToString();
    }

    public override string? Check(object value) => null;
}

/// <summary>A file or folder; relative ones are resolved while reading.</summary>
internal sealed class PathKind : TextKind
{
    public override string Noun => "a path in quotes";
}

/// <summary>One of a few words.</summary>
internal sealed class WordKind(IReadOnlyList<string> words) : TextKind
{
    public override string Noun => "one of";

    public override string Allowed => string.Join(", ", words);

    public override string Describe() => $"{Noun} {Allowed}";

    public override string? Check(object value) =>
        words.Contains((string)value) ? null : $"is not known; the nearest is \"{NearestName.Of((string)value, words)}\"";
}

/// <summary>true or false.</summary>
internal sealed class SwitchKind : ValueKind
{
    public override string Noun => "true or false";

    public override string Allowed => "";

    public override object? Read(ValueSyntax syntax) => (syntax as BooleanValueSyntax)?.Value;

    public override string Write(object value) => (bool)value ? "true" : "false";

    public override string? Check(object value) => null;
}

/// <summary>A 32-bit whole number within limits, both included.</summary>
internal sealed class WholeKind(int least, int most = WholeKind.Unlimited) : ValueKind
{
    // Far above any sensible value and below the largest int, so that clamped numbers still break the limit.
    private const int Unlimited = 1_000_000_000;

    public override string Noun => "a whole number";

    public override string Allowed => most == Unlimited ? $"{least} and up" : $"{least} to {most}";

    // A number past 32 bits is clamped, so that the check names the limit it breaks instead of calling it no number.
    public override object? Read(ValueSyntax syntax) =>
        syntax is IntegerValueSyntax i ? (int)Math.Clamp(i.Value, int.MinValue, int.MaxValue) : null;

    public override string Write(object value) => ((int)value).ToString(CultureInfo.InvariantCulture);

    public override string? Check(object value) =>
        (int)value < least ? $"is below {least}"
        : (int)value > most ? $"is above {most}"
        : null;
}

/// <summary>A finite number within limits, each of which may itself be excluded.</summary>
internal sealed class NumberKind(double least, double most, bool above = false, bool below = false) : ValueKind
{
    public override string Noun => "a number";

    public override string Allowed =>
        (above, below, double.IsPositiveInfinity(most)) switch
        {
            (true, _, true) => Text($"above {least}"),
            (false, _, true) => Text($"{least} and up"),
            (true, true, _) => Text($"above {least} and below {most}"),
            (true, false, _) => Text($"above {least}, up to {most}"),
            (false, true, _) => Text($"from {least}, below {most}"),
            _ => Text($"{least} to {most}"),
        };

    public override object? Read(ValueSyntax syntax) =>
        syntax switch
        {
            FloatValueSyntax f => f.Value,
            IntegerValueSyntax i => (double)i.Value,
            _ => null,
        };

    public override string Write(object value)
    {
        var text = ((double)value).ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') >= 0 ? text : text + ".0";
    }

    public override string? Check(object value)
    {
        var number = (double)value;
        if (!double.IsFinite(number))
            return "is not a finite number";
        if (above ? number <= least : number < least)
            return above ? Text($"is not above {least}") : Text($"is below {least}");
        if (below ? number >= most : number > most)
            return below ? Text($"is not below {most}") : Text($"is above {most}");
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A list of values of one kind.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
internal sealed class ListKind<T>(ValueKind item, string noun, bool ascending = false) : ValueKind
    where T : IComparable<T>
{
    /// <summary>Kind of each value.</summary>
    public ValueKind Item => item;

    public override string Noun => "a list of " + noun;

    public override string Allowed =>
        string.Join(
            ", ",
            new[] { ascending ? "ascending" : "", item.Allowed.Length == 0 ? "" : $"each {item.Allowed}" }.Where(t =>
                t.Length > 0
            )
        );

    public override object? Read(ValueSyntax syntax)
    {
        if (syntax is not ArraySyntax array)
            return null;
        var values = new List<T>();
        foreach (var entry in array.Items)
        {
            if (entry.Value is null || item.Read(entry.Value) is not T value)
                return null;
            values.Add(value);
        }
        return values;
    }

    public override string Write(object value) => $"[{string.Join(", ", ((IReadOnlyList<T>)value).Select(v => item.Write(v)))}]";

    public override string? Check(object value)
    {
        var values = (IReadOnlyList<T>)value;
        for (var i = 0; i < values.Count; i++)
        {
            if (item.Check(values[i]) is { } problem)
                return $"is wrong: its value {item.Write(values[i])} {problem}";
            if (ascending && i > 0 && values[i].CompareTo(values[i - 1]) <= 0)
                return $"is not ascending: {item.Write(values[i])} follows {item.Write(values[i - 1])}";
        }
        return null;
    }
}
