using System.Globalization;
using System.Text;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

/// <summary>Truth tables as text, as people and programs write them.</summary>
public sealed class TextTableTests
{
    private static readonly TruthTable Unsigned = TableImportTests.Near(false, 11);
    private static readonly TruthTable Signed = TableImportTests.Near(true, 12);

    public static TheoryData<string> Pairs() =>
        [
            "blanks",
            "commented blanks",
            "float zeros",
            "hexadecimal",
            "pandas",
            "pandas without header",
            "trailing comma",
            "quoted",
            "sep=;",
            "tabs",
            "other titles",
            "product first",
            "weights first",
        ];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Lines_of_operand_pairs_in_every_dialect_give_the_table(string dialect)
    {
        var text = new StringBuilder(
            dialect switch
            {
                "commented blanks" => "# exported\n# a b product\n",
                "float zeros" or "tabs" => "a,b,product\n".Replace(",", dialect == "tabs" ? "\t" : ",", StringComparison.Ordinal),
                "pandas" => ",a,b,product\n",
                "trailing comma" => "a,b,product,\n",
                "quoted" => "\"A\",\"B\",\"Product\"\n",
                "sep=;" => "sep=;\na;b;p\n",
                "other titles" => "x,w,mul\n",
                "weights first" => "weight,activation,p\n",
                "product first" => "product,b,a\n",
                _ => "",
            }
        );
        for (var i = 0; i < TruthTable.Length; i++)
        {
            var (a, b, p) = (i >> 8, i & 255, Unsigned.Products[i]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{dialect switch
                {
                    "blanks" or "commented blanks" => $"{a,4} {b,4} {p,7}",
                    "float zeros" => string.Create(CultureInfo.InvariantCulture, $"{a},{b},{p:0.000000e+00}"),
                    "hexadecimal" => $"0x{a:X2},0x{b:X2},0x{p:x4}",
                    "pandas" or "pandas without header" => $"{i},{a},{b},{p}",
                    "trailing comma" => $"{a},{b},{p},",
                    "quoted" => $"\"{a}\",\"{b}\",\"{p}\"",
                    "sep=;" => $"{a};{b};{p}",
                    "tabs" => $"{a}\t{b}\t{p}",
                    "product first" => $"{p},{b},{a}",
                    "weights first" => $"{b},{a},{p}",
                    _ => $"{a},{b},{p}",
                }}\n"
            );
        }
        Importing.Equal(Unsigned, Importing.Table(text.ToString(), "mul8u_t.txt"));
    }

    [Theory]
    [InlineData(' ', false, false)]
    [InlineData(',', false, true)]
    [InlineData(';', true, false)]
    [InlineData('\t', true, true)]
    public void Rows_of_products_are_read_with_and_without_titles_in_either_order(char separator, bool titles, bool byValue)
    {
        var table = byValue ? Signed : Unsigned;
        var text = new StringBuilder();
        if (titles)
            text.Append(separator)
                .AppendJoin(separator, Enumerable.Range(0, 256).Select(i => byValue ? i - 128 : i))
                .Append('\n');
        for (var row = 0; row < 256; row++)
        {
            if (titles)
                text.Append(byValue ? row - 128 : row).Append(separator);
            text.AppendJoin(
                    separator,
                    Enumerable
                        .Range(0, 256)
                        .Select(c => byValue ? table[(byte)(row ^ 128), (byte)(c ^ 128)] : table[(byte)row, (byte)c])
                )
                .Append('\n');
        }
        Importing.Equal(table, Importing.Table(text.ToString(), byValue ? "mul8s_t.csv" : "mul8u_t.csv"));
    }

    [Fact]
    public void Rows_and_columns_that_say_another_order_are_refused_with_their_line()
    {
        int[] values = [.. Enumerable.Range(0, 256)];
        int[] asText = [.. values.OrderBy(v => $"{v}", StringComparer.Ordinal)];
        Assert.Contains(
            "line 4: operand value 10 stands at place 2; sort rows and columns by value",
            Importing.Fault("t.csv", Labelled(asText, values), false),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "operand value 255 stands at place 0",
            Importing.Fault("t.csv", Labelled(values, [.. values.Reverse()]), false),
            StringComparison.Ordinal
        );
        Importing.Equal(Unsigned, Importing.Table(Labelled(values, values), "mul8u_t.csv"));

        static string Labelled(int[] rows, int[] columns) =>
            $",{string.Join(',', columns)}\n"
            + string.Join('\n', rows.Select(a => $"{a},{string.Join(',', columns.Select(b => Unsigned[(byte)a, (byte)b]))}"));
    }

    [Fact]
    public void A_table_in_UTF_16_is_text()
    {
        var text = TableImportTests.Grid(Unsigned);
        Importing.Equal(Unsigned, Importing.Table([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)], "mul8u_t.csv"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Raw_signed_tables_in_order_of_value_or_with_an_offset_are_recognised(bool byValue, bool offset)
    {
        var bytes = new byte[RawTable.Bytes];
        for (var i = 0; i < TruthTable.Length; i++)
        {
            var product = Signed.Products[byValue ? i ^ 0x8080 : i] + (offset ? 32768 : 0);
            (bytes[2 * i], bytes[2 * i + 1]) = ((byte)product, (byte)(product >> 8));
        }
        Importing.Equal(Signed, Importing.Table(bytes, "mul8s_t.bin"));
    }

    [Fact]
    public void A_table_in_sign_and_magnitude_is_moved_to_twos_complement()
    {
        var values = new int[TruthTable.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var product = Value(i >> 8) * Value(i & 255);
            values[i] = product < 0 ? 0x8000 | -product : product;
        }
        var text = string.Join('\n', values.Chunk(256).Select(row => string.Join(',', row)));
        var table = Importing.Table(text, "mul8s_t.csv");
        for (var i = 0; i < values.Length; i++)
        {
            // There is no -128 in eight bits of sign and magnitude; the nearest operand stands for it.
            var (a, b) = (Math.Max((sbyte)(i >> 8), (sbyte)-127), Math.Max((sbyte)i, (sbyte)-127));
            Assert.Equal(a * b, table.Products[i]);
        }

        static int Value(int bits) => bits < 128 ? bits : -(bits - 128);
    }

    [Fact]
    public void A_narrow_table_says_its_widths_by_its_shape()
    {
        var rows = string.Join(
            '\n',
            Enumerable.Range(0, 256).Select(a => string.Join(' ', Enumerable.Range(0, 16).Select(b => a * b)))
        );
        var multiplier = Importing.Read("t.txt", rows, false, power: 1).Multipliers[0];
        Assert.Equal(new OperandWidths(8, 4), multiplier.Widths);
        Assert.True(multiplier.Native.IsExact);
        Assert.Equal(200 * (0x5F >> 4) << 4, multiplier.Table[200, 0x5F]);
    }

    [Theory]
    [InlineData("a,b,product\n0,0,zero\n", "line 2: field 3 is \"zero\"; write integers")]
    [InlineData("a b product\n0 0\n", "line 2: 2 fields")]
    [InlineData("1,2,3,4,5,6\n", "line 1: 6 fields")]
    [InlineData("a,b,product\n-1,200,0\n", "operands from -1 to 200")]
    public void What_is_wrong_in_a_table_is_named_by_line_and_field(string text, string reason) =>
        Assert.Contains(reason, Importing.Fault("t.csv", text, false), StringComparison.Ordinal);
}
