using QosNets.Reporting;
using QosNets.Reporting.Text;
using Xunit;

namespace QosNets.Tests.Reporting;

public class TextTests
{
    [Theory]
    [InlineData(0.912345, "91.23 %")]
    [InlineData(-0.00001, "0.00 %")]
    [InlineData(-0.0123, "−1.23 %")]
    [InlineData(1, "100.00 %")]
    public void Fractions_become_percent(double fraction, string expected) =>
        Assert.Equal(expected, Format.Percent(fraction).Replace('\u00A0', ' '));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(1.2345, "1.23")]
    [InlineData(123.45, "123")]
    [InlineData(12345, "12 300")]
    [InlineData(-2345678, "−2 350 000")]
    [InlineData(0.0000123, "1.23e−5")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void Three_digits_are_significant(double value, string expected) =>
        Assert.Equal(expected, Format.Significant(value).Replace('\u202F', ' '));

    [Theory]
    [InlineData(0.084, "0.08 s")]
    [InlineData(59.6, "1 min 0 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7530, "2 h 5 min")]
    public void Durations_are_read_at_a_glance(double seconds, string expected) =>
        Assert.Equal(expected, Format.Duration(seconds).Replace('\u00A0', ' '));

    [Fact]
    public void The_console_summary_is_an_aligned_table()
    {
        var lines = ConsoleSummary.Render(ReportFixture.Sample().Results).Split('\n');

        Assert.Equal(
            [
                "resnet20 on cifar10, n = 4, seed 1; test split, run from the bundle",
                "",
                "            top-1  loss, points  95 % interval  saving  multipliers",
                "--------  -------  ------------  -------------  ------  -----------",
                "float     91.67 %",
                "qat       91.20 %",
                "exact     91.38 %          0.00                  0.0 %",
                "careful   91.21 %          0.17  −0.09 to 0.43  45.2 %  mul8u_767 mul8u_FEF",
                "balanced  90.74 %          0.64   0.31 to 0.97  64.7 %  mul8u_767 mul8u_FF0",
                "thrifty   89.92 %          1.46   1.02 to 1.90  78.1 %  mul8u_98A mul8u_FF0",
                "",
                "hopeless is left out: it collapsed (12.40 % of the validation images)",
                "repaired k-means, recalibrated only, validation split: 90.30 % at 41.0 % saved, 88.90 % at 62.0 % saved, "
                    + "87.20 % at 74.0 % saved",
                "repaired k-means, trained, test split: 91.01 % at 41.0 % saved",
                "cascade: thrifty, then careful below a margin of 0.41 (11.9 % of the images): 91.19 % at 28.4 % mean power; "
                    + "expected to be as accurate as the best point",
                "selection: exact 37.30 % mean relative power (proven), repaired k-means 40.20 %",
                "parameters: 1.03 % more than one point; saving counts multiplications only",
                "energy of the whole accelerator, weight-stationary (modelled): saving careful 14.9 %, balanced 21.4 %, "
                    + "thrifty 25.8 %",
                "energy of the whole accelerator, output-stationary (modelled): saving careful 14.9 %, balanced 21.4 %, "
                    + "thrifty 25.8 %",
                "chosen by area instead: mul8u_767 mul8u_FF0 mul8u_98A; of the area saves careful 42.3 %, balanced 61.5 %, "
                    + "thrifty 74.4 %, of the power 43.3 %, 62.5 %, 75.4 %",
                "chosen by LUTs instead: nothing meets the targets (a saving of 70 % is out of reach)",
                "time: 3 h 37 min in 7 stages",
                "note: One seed; the spread over seeds was not measured.",
                "",
            ],
            lines
        );
    }
}
