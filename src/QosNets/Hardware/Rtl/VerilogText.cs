using System.Globalization;
using System.Numerics;

namespace QosNets.Hardware;

/// <summary>Names and numbers in Verilog.</summary>
internal static class VerilogText
{
    /// <summary>
    /// Names of modules for multipliers, each a different one: <c>mult_</c> and the multiplier's letters and digits.
    /// </summary>
    public static IReadOnlyList<string> Modules(IEnumerable<string> multipliers)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var modules = new List<string>();
        foreach (var name in multipliers)
        {
            var stem = "mult_" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
            var module = stem;
            for (var i = 2; !taken.Add(module); i++)
                module = string.Create(CultureInfo.InvariantCulture, $"{stem}_{i}");
            modules.Add(module);
        }
        return modules;
    }

    /// <summary>A module with other defaults of its parameters; those that it lacks are passed over.</summary>
    public static string WithDefaults(string module, IEnumerable<(string Name, long Value)> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            var declaration = $"parameter {name} = ";
            var at = module.IndexOf(declaration, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var begin = at + declaration.Length;
            var end = begin;
            while (char.IsAsciiDigit(module[end]))
                end++;
            module = $"{module[..begin]}{value.ToString(CultureInfo.InvariantCulture)}{module[end..]}";
        }
        return module;
    }

    /// <summary>A text within a comment of one line: it cannot end the line, whatever it holds.</summary>
    public static string Comment(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' or '\\' ? ' ' : c));

    /// <summary>Bits that count so many things, at least 1.</summary>
    public static int BitsFor(long count) => count <= 2 ? 1 : BitOperations.Log2((ulong)(count - 1)) + 1;

    /// <summary>The low bits of a number in hexadecimal, for <c>$readmemh</c>.</summary>
    public static string Hex(BigInteger value, int bits)
    {
        var pattern = value & ((BigInteger.One << bits) - 1);
        var digits = (bits + 3) / 4;
        var text = pattern.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return text.PadLeft(digits, '0');
    }

    /// <summary>Numbers side by side in one word, the first in the low bits.</summary>
    public static BigInteger Word(ReadOnlySpan<long> values, int bits)
    {
        var word = BigInteger.Zero;
        var mask = (BigInteger.One << bits) - 1;
        for (var i = values.Length - 1; i >= 0; i--)
            word = (word << bits) | (values[i] & mask);
        return word;
    }
}
