using Xunit;

namespace QosNets.Tests.Multipliers;

/// <summary>C models with the constructs that people write: operators, conditions, loops, arrays and helper functions.</summary>
public sealed class CProgramTests
{
    public static TheoryData<string, Func<int, int, int>> Programs() =>
        new()
        {
            { "return (x & 0xFEu) * (y & 0xFEu);", (a, b) => (a & 0xFE) * (b & 0xFE) },
            { "return (y & 1) ? x : 0;", (a, b) => (b & 1) != 0 ? a : 0 },
            { "uint16_t r = 0; for (int i = 0; i < 8; i++) if ((y >> i) & 1) r += (x << i) & 0xFFF0; return r;", Truncated },
            { "uint16_t r = 0; int i = 0; while (i != 8) { if (y >> i & 1) r += x << i & 0xFFF0; ++i; } return r;", Truncated },
            {
                "uint16_t r = 0; int i = 7; do { if (y >> i & 1) { r += x << i & 0xFFF0; } i--; } while (i >= 0); return r;",
                Truncated
            },
            { "uint16_t r = 0; while (y) { if (y & 1) r += x; x <<= 1; y >>= 1; } return r;", (a, b) => a * b },
            {
                "if (x == 0 || y == 0) return 0; if (x > y) return x - y; else return y - x;",
                (a, b) => a == 0 || b == 0 ? 0 : Math.Abs(a - b)
            },
            { "int r = 5; if (x < 16) { r = y; if (y >= 128) return 1; r++; } else if (x <= 32) r *= x; return r;", Nested },
            {
                "int n = 0; for (int i = 0; i < 8; i++) { if (!(x >> i & 1)) continue; if (n == 3) break; n += 1; } return n;",
                Ones
            },
            {
                "int w[8]; for (int i = 0; i < 8; i++) w[i] = x >> i & 1; return w[7] * 128 + w[0] + w[y & 7];",
                (a, b) => (a >> 7) * 128 + (a & 1) + (a >> (b & 7) & 1)
            },
            { "return x / 16 * 16 + y % 8;", (a, b) => a / 16 * 16 + b % 8 },
            {
                "int s = x - 100; return s < -50 ? 1 : s > 50 ? 2 : 3;",
                (a, b) =>
                    a - 100 < -50 ? 1
                    : a - 100 > 50 ? 2
                    : 3
            },
            {
                "const uint8_t t[4] = {1, 2, 4}; return t[x >> 6] + !y;",
                (a, b) =>
                    (a >> 6) switch
                    {
                        0 => 1,
                        1 => 2,
                        2 => 4,
                        _ => 0,
                    } + (b == 0 ? 1 : 0)
            },
            { "int r = 0; for (int i = 0, j = 7; i < 8; i++, j--) { r |= ((x >> i) & (y >> j) & 1) << i; } return r;", Crossed },
        };

    private static int Truncated(int a, int b) => Enumerable.Range(0, 8).Sum(i => (b >> i & 1) * (a << i & 0xFFF0)) & 0xFFFF;

    private static int Nested(int a, int b) =>
        a < 16
            ? b >= 128
                ? 1
                : b + 1
            : a <= 32
                ? 5 * a
                : 5;

    private static int Ones(int a, int b) => Math.Min(3, System.Numerics.BitOperations.PopCount((uint)a));

    private static int Crossed(int a, int b) => Enumerable.Range(0, 8).Sum(i => (a >> i & b >> (7 - i) & 1) << i);

    [Theory]
    [MemberData(nameof(Programs))]
    public void Statements_mean_what_they_mean_in_C(string body, Func<int, int, int> product)
    {
        var table = Importing
            .Read("m.c", $"{Importing.Power}#include <stdint.h>\nuint32_t mul8u_x(uint32_t x, uint32_t y) {{ {body} }}\n")
            .Multipliers[0]
            .Table;
        for (var i = 0; i < 65536; i++)
            Assert.Equal(product(i >> 8, i & 255), table.Products[i]);
    }

    [Fact]
    public void Helper_functions_constants_and_a_main_beside_the_model_are_read_or_left_out()
    {
        var table = Importing
            .Read(
                "m.c",
                Importing.Power
                    + "#include <stdio.h>\nstatic const int keep[2] = {0xF0, 0xFF};\n"
                    + "static int cut(int v, int k) { return v & keep[k]; }\n"
                    + "int mul8u_own(uint8_t a, uint8_t b);\n"
                    + "int mul8u_own(uint8_t a, uint8_t b) { return cut(a, 0) * cut(b, 1); }\n"
                    + "void show(int v) { printf(\"%d\\n\", v); }\n"
                    + "int main(void) { FILE *f = fopen(\"o.bin\", \"wb\"); for (unsigned a = 0; a < 256; a++) "
                    + "{ uint16_t v = mul8u_own(a, a); fwrite(&v, 2, 1, f); } fclose(f); }\n"
            )
            .Multipliers[0];
        Assert.Equal("mul8u_own", table.Name);
        Assert.Equal(0xA0 * 77, table.Table[0xAB, 77]);
    }

    [Fact]
    public void A_model_whose_name_says_narrow_operands_has_their_widths_and_stands_for_the_high_bits()
    {
        var multiplier = Importing
            .Read("m.c", Importing.Power + "uint64_t mul8x3u_x(const uint64_t A, const uint64_t B) { return A * B; }")
            .Multipliers[0];
        Assert.Equal("8x3", multiplier.Widths.ToString());
        Assert.Equal((200 * (0xBF >> 5)) << 5, multiplier.Table[200, 0xBF]);
        Assert.Equal(("A", "B"), (multiplier.Ports!.A, multiplier.Ports.B));
    }

    [Theory]
    [InlineData(
        "int f(int a, int b) { return a; } int g(int a, int b) { return b; }",
        "2 functions of two operands that no other calls"
    )]
    [InlineData("int total; int f(int a, int b) { return a; }", "where \"(\" and the operands")]
    [InlineData("int total = 1; int f(int a, int b) { return a; }", "a variable outside the function")]
    [InlineData(
        "int h(int a) { return a; } int f(int a, int b) { return h(a, b); }",
        "h has 1 parameters, 2 arguments are given"
    )]
    [InlineData("int f(int a, int b) { return f2(a); }", "\"f2\" is not declared")]
    public void What_makes_no_model_is_named(string text, string reason) =>
        Assert.Contains(reason, Importing.Fault("m.c", Importing.Power + text, false), StringComparison.Ordinal);
}
