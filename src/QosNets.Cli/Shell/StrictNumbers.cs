using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace QosNets.Cli.Shell;

/// <summary>
/// Numbers on the command line are read in one way: with a point, and without thousands separators. The library's own reading
/// takes a decimal comma for such a separator, and 2,5 for 25.
/// </summary>
internal static class StrictNumbers
{
    private const NumberStyles Reals =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private const NumberStyles Wholes = NumberStyles.AllowLeadingSign;

    /// <summary>Reads a number.</summary>
    public static bool TryReal(string text, out double value) =>
        double.TryParse(text, Reals, CultureInfo.InvariantCulture, out value);

    /// <summary>Makes all options of a command, and of those below it, read numbers so.</summary>
    public static void ApplyTo(Command command)
    {
        foreach (var option in command.Options)
            ApplyTo(option);
        foreach (var below in command.Subcommands)
            ApplyTo(below);
    }

    private static void ApplyTo(Option option)
    {
        switch (option)
        {
            case Option<double> o:
                o.CustomParser = r => Read<double>(o.Name, r, Reals) ?? 0;
                break;
            case Option<double?> o:
                o.CustomParser = r => Read<double>(o.Name, r, Reals);
                break;
            case Option<int> o:
                o.CustomParser = r => Read<int>(o.Name, r, Wholes) ?? 0;
                break;
            case Option<int?> o:
                o.CustomParser = r => Read<int>(o.Name, r, Wholes);
                break;
            case Option<long?> o:
                o.CustomParser = r => Read<long>(o.Name, r, Wholes);
                break;
            case Option<ulong> o:
                o.CustomParser = r => Read<ulong>(o.Name, r, Wholes) ?? 0;
                break;
        }
    }

    private static T? Read<T>(string option, ArgumentResult result, NumberStyles styles)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        if (result.Tokens is not [var token])
            return null;
        if (T.TryParse(token.Value, styles, CultureInfo.InvariantCulture, out var value))
            return value;
        var fault = styles == Reals ? NoReal(token.Value) : NoWhole(token.Value, T.MinValue, T.MaxValue);
        result.AddError($"{option} {token.Value}: {fault}");
        return null;
    }

    private static string NoReal(string text)
    {
        var point = text.LastIndexOfAny([',', '.']);
        // The last of the signs is the decimal one, those before it divide thousands.
        var plain = point < 0 ? text : Ungrouped(text[..point]) + "." + text[(point + 1)..];
        return TryReal(plain, out _)
            ? $"write {plain}, with a point and without thousands separators"
            : "this is no number; write one such as 2.5";
    }

    private static string NoWhole<T>(string text, T least, T most)
    {
        var plain = Ungrouped(text.Replace('.', ','));
        if (BigInteger.TryParse(text, Wholes, CultureInfo.InvariantCulture, out _))
            return string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most} is expected");
        return plain.Length < text.Length && BigInteger.TryParse(plain, Wholes, CultureInfo.InvariantCulture, out _)
            ? $"this is no whole number; if it has thousands separators, write {plain}"
            : "this is no whole number; write one such as 10";
    }

    private static string Ungrouped(string text) => string.Concat(text.Where(c => c is not (',' or '.' or '_' or '\'' or ' ')));
}
