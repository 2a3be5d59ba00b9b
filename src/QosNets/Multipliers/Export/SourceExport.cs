using System.Globalization;
using System.Text;

namespace QosNets.Multipliers;

/// <summary>A truth table as source code: an array of constants and a function that looks a product up.</summary>
internal static class SourceExport
{
    public static string C(Multiplier multiplier)
    {
        var name = Identifier(multiplier.Name);
        var (operand, product) = multiplier.Table.Signed ? ("int8_t", "int16_t") : ("uint8_t", "uint16_t");
        var guard = $"{name.ToUpperInvariant()}_H";
        return $$"""
            /* {{Description(multiplier)}} */
            #ifndef {{guard}}
            #define {{guard}}

            #include <stdint.h>

            /* Entry 256 * a + b, both operands as raw bytes. */
            static const {{product}} {{name}}_table[65536] = {
            {{Entries(multiplier.Table)}}};

            static inline {{product}} {{name}}({{operand}} a, {{operand}} b)
            {
                return {{name}}_table[256u * (uint8_t)a + (uint8_t)b];
            }

            #endif

            """;
    }

    public static string CSharp(Multiplier multiplier)
    {
        var name = Identifier(multiplier.Name);
        var (operand, product) = multiplier.Table.Signed ? ("sbyte", "short") : ("byte", "ushort");
        return $$"""
            // {{Description(multiplier)}}

            /// <summary>The 8×8-bit multiplier {{multiplier.Name}} as a table.</summary>
            public static class {{name}}
            {
                /// <summary>Entry 256·a + b, both operands as raw bytes.</summary>
                public static System.ReadOnlySpan<{{product}}> Table =>
                [
            {{Entries(multiplier.Table)}}    ];

                /// <summary>The product of two operands.</summary>
                public static {{product}} Multiply({{operand}} a, {{operand}} b) => Table[unchecked(256 * (byte)a + (byte)b)];
            }

            """;
    }

    /// <summary>A name that both languages accept: letters, digits and underscores, none of the languages' words.</summary>
    internal static string Identifier(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        // A name without digits and capitals may be a word of C or C#. It gets a prefix, and so does a name that begins with a
        // digit or an underscore.
        return char.IsAsciiLetter(clean[0]) && clean.Any(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c))
            ? clean
            : "mul_" + clean;
    }

    private static string Description(Multiplier multiplier)
    {
        var kind = MultiplierLibrary.Kind(multiplier.Table.Signed);
        var facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{multiplier.Name}: {kind} 8x8-bit multiplier, {multiplier.PowerMilliwatt} mW"
        );
        if (multiplier.PowerIsEstimated)
            facts += " nominal (an estimate from counted gates)";
        var origin = string.Join(
            "; ",
            new[] { multiplier.Source, multiplier.Licence is { } l ? $"licence {l}" : null }.Where(t => t is not null)
        );
        // A source may hold anything; in a comment it must neither end it nor begin a line.
        var text = origin.Length > 0 ? $"{facts}; {origin}" : facts;
        return string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' ? ' ' : c))
            .Replace("*/", "* /", StringComparison.Ordinal)
            .Replace("/*", "/ *", StringComparison.Ordinal)
            .TrimEnd('\\');
    }

    private static string Entries(TruthTable table)
    {
        var text = new StringBuilder();
        for (var i = 0; i < TruthTable.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{table.Products[i]},").Append((i & 15) == 15 ? "\n" : "");
        return text.ToString();
    }
}
