using QosNets.Hardware;
using Xunit;

namespace QosNets.Tests.Hardware;

public sealed class LibertyTests
{
    private const string Small = """
        /* two cells; "quotes" { in a comment */
        library (small) {
          time_unit : "1ns";
          cell (inv) { area : 1.5; pin (A) { direction : input; } pin (Y) { function : "!A}"; } }
          cell ("nand2") { area : 2; }
        }
        """;

    [Fact]
    public void Cells_are_counted() => Assert.Equal(2, Liberty.CountCells(Small, "s.lib"));

    [Fact]
    public void A_file_cut_anywhere_is_refused_with_the_line_of_what_does_not_end()
    {
        for (var length = 0; length < Small.Length - 1; length++)
            Assert.StartsWith(
                "s.lib:",
                Assert.Throws<HardwareException>(() => Liberty.CountCells(Small[..length], "s.lib")).Message,
                StringComparison.Ordinal
            );
        Assert.Equal(
            "s.lib:2: \"library (small)\", which begins in this line, does not end; the file is cut short, get it again",
            Assert.Throws<HardwareException>(() => Liberty.CountCells(Small[..^1], "s.lib")).Message
        );
    }

    [Theory]
    [InlineData("module x; endmodule", "s.lib: it has no cells; name a liberty file (.lib) of a cell library")]
    [InlineData("library (x) { }", "s.lib: it has no cells; name a liberty file (.lib) of a cell library")]
    [InlineData("module { }", "s.lib:1: it begins with \"module\", not with a library; name a liberty file (.lib)")]
    [InlineData("}", "s.lib:1: a group ends that did not begin; correct the file")]
    public void What_is_no_cell_library_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<HardwareException>(() => Liberty.CountCells(text, "s.lib")).Message);
}
