using System.Text;
using QosNets.Tabular;
using Xunit;

namespace QosNets.Tests.Tabular;

public sealed class SeparatedTextTests
{
    [Theory]
    [InlineData("a,b\n1,2", ',')]
    [InlineData("a;b\n1,5;2,5", ';')]
    [InlineData("a\tb\n1\t2", '\t')]
    [InlineData("a|b\n1|2", '|')]
    [InlineData("a  b\n 1\t 2 ", ' ')]
    [InlineData("a,\tb\n1,\t2", ',')]
    [InlineData("\"x;y\",b\n1,2", ',')]
    [InlineData("sep=;\na;b\n1;2", ';')]
    [InlineData("# a comment; with; others\na,b\n// and one more\n1,2\n% and another", ',')]
    [InlineData("\uFEFFa,b\r\n\r\n1,2\r\n", ',')]
    public void Content_tells_the_separator(string text, char separator)
    {
        var table = SeparatedText.Parse("t", text);
        Assert.Equal(separator, table.Separator);
        Assert.Equal(2, table.Rows.Count);
        Assert.All(table.Rows, r => Assert.Equal(2, r.Fields.Count));
    }

    [Fact]
    public void Quotes_keep_separators_and_blanks_are_trimmed_and_lines_are_counted()
    {
        var table = SeparatedText.Parse("t", "# c\nname, source\n\nx ,\"Mrazek, V., \"\"DATE\"\" 2017\"\n");
        Assert.Equal([2, 4], table.Rows.Select(r => r.Line));
        Assert.Equal(["x", "Mrazek, V., \"DATE\" 2017"], table.Rows[1].Fields);
    }

    [Fact]
    public void A_quoted_field_that_does_not_end_in_its_line_is_refused_with_the_line()
    {
        var error = Assert.Throws<SeparatedTextException>(() => SeparatedText.Parse("t.csv", "a,b\n1,\"2\n3,4\n"));
        Assert.StartsWith("t.csv line 2: a quoted field goes over more than one line", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,391", ';', 0.391)]
    [InlineData("1,234", ';', 1.234)]
    [InlineData("0,391", ',', 0.391)]
    [InlineData("12,5", ',', 12.5)]
    [InlineData("1e-3", ',', 0.001)]
    public void A_decimal_comma_is_read_where_it_can_be_nothing_else(string field, char separator, double value) =>
        Assert.Equal(value, TextNumber.Real(field, separator));

    [Theory]
    [InlineData("1,234", ',')]
    [InlineData("1.234,5", ';')]
    [InlineData("1,234,567", ';')]
    [InlineData("NaN", ',')]
    [InlineData("", ',')]
    public void What_may_be_a_thousands_separator_is_no_number(string field, char separator) =>
        Assert.Null(TextNumber.Real(field, separator));

    [Theory]
    [InlineData("0x1F", 31)]
    [InlineData("-7", -7)]
    [InlineData("0.000e+00", 0)]
    [InlineData("6.5025e4", 65025)]
    [InlineData("1.5", null)]
    [InlineData("0x", null)]
    public void Whole_numbers_may_be_hexadecimal_or_written_as_real_ones(string field, int? value) =>
        Assert.Equal(value, TextNumber.Whole(field, ','));

    [Theory]
    [InlineData("power_mw", "power", "mw")]
    [InlineData("Power (µW)", "power", "uw")]
    [InlineData(" Power [mW]", "power", "mw")]
    [InlineData("area um^2", "area", "um2")]
    [InlineData("Area (µm²)", "area", "um2")]
    [InlineData("MAE%", "mae", "percent")]
    [InlineData("budget (%)", "budget", "percent")]
    [InlineData("critical-path/ns", "critical_path", "ns")]
    [InlineData("source", "source", "")]
    public void Names_of_columns_are_matched_without_case_and_with_their_units(string title, string name, string unit) =>
        Assert.Equal(new ColumnName(name, unit), ColumnName.Of(title));

    [Fact]
    public void Text_is_decoded_from_what_programs_write()
    {
        const string Text = "name;power (mW)\nm;1\n";
        Assert.Equal(Text, TextDecoding.Decode(Encoding.UTF8.GetBytes("\uFEFF" + Text)));
        Assert.Equal(Text, TextDecoding.Decode([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)]));
        Assert.Equal(Text, TextDecoding.Decode([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)]));
        Assert.Equal(Text, TextDecoding.Decode(Encoding.Unicode.GetBytes(Text)));
        Assert.Equal("power (µW)", TextDecoding.Decode(Encoding.Latin1.GetBytes("power (µW)")));
        Assert.Null(TextDecoding.Decode([1, 2, 3, 4]));
    }

    /// <summary>QOSNETS_FUZZ_COUNT sets the number of inputs, for example 100000.</summary>
    [Fact]
    public void Random_text_is_a_table_or_refused()
    {
        const string Characters = "0123456789.,;:|-+eExa\n\r\t \"'#%/=sepb\uFEFF";
        var count = int.Parse(
            Environment.GetEnvironmentVariable("QOSNETS_FUZZ_COUNT") ?? "2000",
            System.Globalization.CultureInfo.InvariantCulture
        );
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < count; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(
                Enumerable.Range(0, random.Next(120)).Select(_ => Characters[random.Next(Characters.Length)])
            );
            try
            {
                var lines = text.ReplaceLineEndings("\n").Split('\n').Length;
                Assert.All(
                    SeparatedText.Parse("t", text).Rows,
                    r => Assert.True(r.Line >= 1 && r.Line <= lines && r.Fields.Any(f => f.Length > 0), $"seed {seed}")
                );
                read++;
            }
            catch (SeparatedTextException)
            {
                refused++;
            }
        }
        Assert.True(read > count / 10 && refused > count / 100, $"{read} read, {refused} refused");
    }
}
