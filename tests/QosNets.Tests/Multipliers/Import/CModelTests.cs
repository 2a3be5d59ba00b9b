using System.Diagnostics;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class CModelTests
{
    [Fact]
    public void Models_of_every_dialect_give_the_products_of_their_partial_products()
    {
        foreach (var signed in new[] { false, true })
        {
            for (var k = 0; k < Dialect.All.Length; k++)
            {
                // An unsigned product does not fit in a signed type of its width.
                if (!signed && Dialect.All[k].Returns == "int16_t")
                    continue;
                var model = new OwnModels(signed, 3 + k);
                var name = $"mul8{(signed ? "s" : "u")}_own{k}";
                var result = Importing.Read("any.c", model.C(name, Dialect.All[k], Importing.Power));
                Assert.Empty(result.Notes);
                Assert.Equal(name, result.Multipliers[0].Name);
                Importing.Equal(model.Table(), result.Multipliers[0].Table);
            }
        }
    }

    [Fact]
    public void The_first_parameter_is_the_row_whatever_its_name()
    {
        foreach (var (first, second) in new[] { ("A", "B"), ("B", "A"), ("b", "a") })
        {
            var table = Importing
                .Read(
                    "m.c",
                    $"{Importing.Power}uint16_t mul8u_x(uint8_t {first}, uint8_t {second}) {{ return {first} + ({second} << "
                        + $"8); }}"
                )
                .Multipliers[0]
                .Table;
            Assert.Equal(7 + 256 * 200, table[7, 200]);
        }
    }

    [Theory]
    [InlineData("uint8_t", "uint8_t", false, "~a & 0xffff", 5, 9, 0xfffa)]
    [InlineData("uint8_t", "uint8_t", false, "a - b + 65536 & 0xffff", 5, 9, 0xfffc)]
    [InlineData("uint8_t", "uint8_t", false, "(uint8_t)(a + b)", 200, 100, 44)]
    [InlineData("uint8_t", "uint8_t", false, "(a + b) >> 1", 200, 100, 150)]
    [InlineData("uint8_t", "uint8_t", false, "((uint8_t)~a) >> 4", 0x0f, 0, 0x0f)]
    [InlineData("uint8_t", "uint8_t", false, "(~a >> 4) & 0xfff", 0x0f, 0, 0xfff)]
    [InlineData("uint64_t", "uint64_t", false, "(a << 40) >> 33", 3, 0, 384)]
    [InlineData("uint32_t", "uint32_t", false, "(a << 31) >> 31", 3, 0, 1)]
    [InlineData("uint32_t", "uint32_t", false, "-a >> 16", 3, 0, 0xffff)]
    [InlineData("unsigned", "long", false, "(a - 1 - b >> 63) & 1", 0, 0, 0)]
    [InlineData("uint8_t", "uint8_t", false, "0x10 | 017 ^ 3 & 0b1 | 1u << 8", 0, 0, 286)]
    [InlineData("uint8_t", "uint8_t", false, "a | b ^ b & a << 1 + 1", 1, 4, 1 | 4 ^ 4 & 4)]
    [InlineData("int8_t", "int8_t", true, "a >> 1", 0x80, 0, -64)]
    [InlineData("int8_t", "int8_t", true, "a & 0xff", 0x80, 0, 128)]
    [InlineData("uint8_t", "uint8_t", true, "(uint16_t)(a << 8)", 0x80, 0, -32768)]
    [InlineData("uint64_t", "uint64_t", true, "a & 0xffff", 0xff, 0, -1)]
    [InlineData("int64_t", "int64_t", true, "a + b", 0xff, 0x80, -129)]
    [InlineData("signed char", "short int", true, "a - b", 1, 0xff, 2)]
    public void Types_convert_and_operators_bind_as_in_C(
        string first,
        string second,
        bool signed,
        string expression,
        int a,
        int b,
        int product
    )
    {
        var text =
            $"{Importing.Power}int32_t {(signed ? "mul8s_x" : "mul8u_x")}({first} a, {second} b) {{ return "
            + $"{(signed ? expression : $"({expression}) & 0xffff")}; }}";
        Assert.Equal(product, Importing.Read("m.c", text).Multipliers[0].Table[(byte)a, (byte)b]);
    }

    [Theory]
    [InlineData("return a / b;", "line 3 column 10: \"/\" is read where")]
    [InlineData("return a ** b;", "line 3 column 11: \"*\" where")]
    [InlineData("return a + c;", "line 3 column 12: \"c\" is not declared")]
    [InlineData("int c; return a + c;", "line 3 column 19: c is used before it has a value")]
    [InlineData("int c; c |= a; return c;", "line 3 column 8: c is used before it has a value")]
    [InlineData("int c, c; return a;", "line 3 column 8: c is declared twice")]
    [InlineData("a = b;", "line 4 column 1: the function ends without a return")]
    [InlineData("return a << 99;", "line 3 column 10: shift by 99, outside 0..31")]
    [InlineData("return a >> -1;", "shift by -1, outside 0..31")]
    [InlineData("return a << b;", "shift amount depends on the operands")]
    [InlineData("return a; a = b;", "line 3 column 11: \"a\" where \"}\"")]
    [InlineData("return system(a);", "\"system\" is not declared")]
    [InlineData("return a == == b;", "\"==\" where")]
    [InlineData("return a && ;", "\";\" where a variable")]
    [InlineData("return a ? 1 ;", "\";\" where \":\"")]
    [InlineData("if (a) return b;", "line 4 column 1: the function ends without a return")]
    [InlineData("a++ b; return a;", "\"b\" where \";\"")]
    [InlineData("switch (a) { default: return b; }", "line 3 column 1: \"switch\" is not read")]
    [InlineData("goto again;", "line 3 column 1: \"goto\" is not read")]
    [InlineData("while (1) a++; return a;", "the loop does not end within 1024 rounds")]
    [InlineData("break; return a;", "\"break\" outside a loop")]
    [InlineData("int t[4]; t[a] = 1; return a;", "the element of t that is assigned depends on the operands")]
    [InlineData("int t[4]; t[4] = 1; return a;", "element 4 of t, which has 4")]
    [InlineData("int t[2] = {1, 2, 3}; return a;", "t has 2 elements, more values are given")]
    [InlineData("return mul8u_x(a, b);", "is called more than 64 deep")]
    [InlineData("char c = a; return c;", "char is signed on some machines")]
    [InlineData("float f; return a;", "\"float\" is not declared")]
    [InlineData("unsigned signed c; return a;", "these words make no integer type")]
    [InlineData("const int c = 1; c = 2; return a;", "c is const")]
    [InlineData("return 09;", "\"09\" is no integer constant")]
    [InlineData("return 1.5;", "\"1.5\" is no integer constant")]
    [InlineData("return 99999999999999999999;", "is no integer constant of at most 64 bits")]
    [InlineData("return a § b;", "line 3 column 10: unknown character U+00A7")]
    [InlineData("return (a + b;", "\";\" where \")\"")]
    [InlineData("return a /* b;", "this comment does not end")]
    [InlineData("#define X 1\nreturn a;", "\"#\" where")]
    [InlineData("return a << 12;", "does not fit in 16 bits")]
    [InlineData("return a }", "\"}\" where \";\"")]
    public void Anything_else_is_an_error_with_its_place(string body, string reason) =>
        Assert.Contains(
            reason,
            Importing.Fault("m.c", $"{Importing.Power}long mul8u_x(uint8_t a, uint8_t b) {{\n{body}\n}}\n"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("#define X 1\nint f(uint8_t a, uint8_t b) { return a; }", "line 1 column 2: \"define\" where \"include\"")]
    [InlineData("uint8_t f(uint8_t a, uint8_t b) { return a; }", "returns 8 bits")]
    [InlineData("void f(uint8_t a, uint8_t b) { return a; }", "\"void\" where the type of the function")]
    [InlineData("int f(uint8_t a) { return a; }", "\")\" where \",\"")]
    [InlineData("int f(uint8_t a, uint8_t b, uint8_t c) { return a; }", "\",\" where \")\"")]
    [InlineData("int f(uint8_t *a, uint8_t b) { return a; }", "\"*\" where")]
    [InlineData("int f(uint8_t a, uint8_t b) { return a; } int g", "the end of the file")]
    [InlineData("int f(uint8_t a, uint8_t b) {", "without a return")]
    public void A_file_is_one_function_of_two_operands(string text, string reason) =>
        Assert.Contains(reason, Importing.Fault("m.c", text, false), StringComparison.Ordinal);

    [Fact]
    public void Forty_nine_models_are_imported_in_less_than_two_seconds()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 49; i++)
        {
            var header = "// MAE = 0 \n" + Importing.Power;
            File.WriteAllText(folder[$"mul8u_{i:D2}.c"], new OwnModels(false, i).C($"mul8u_{i:D2}", Dialect.All[i % 3], header));
        }
        var watch = Stopwatch.StartNew();
        var result = MultiplierImport.Read([folder.Path], new ImportOptions(null, null, "mine") { Insist = true });
        var elapsed = watch.ElapsedMilliseconds;
        TestContext.Current.SendDiagnosticMessage("49 models in {0} ms", elapsed);
        Assert.Equal(49, result.Multipliers.Count);
        // The header's MAE of 0 is right, or right when rounded, where no or one partial product is dropped.
        Assert.Equal(37, result.Notes.Count);
        Assert.True(elapsed < 6000, $"{elapsed} ms");
    }
}
