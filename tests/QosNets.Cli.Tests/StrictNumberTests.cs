using QosNets.Cli.Shell;
using Xunit;

namespace QosNets.Cli.Tests;

public class StrictNumberTests
{
    [Theory]
    [InlineData("serve x --latency-limit 2,5", "--latency-limit 2,5: write 2.5, with a point and without thousands separators")]
    [InlineData("serve x --budget 0,5", "--budget 0,5: write 0.5, with a point")]
    [InlineData("simulate x --switch-energy 0,04", "--switch-energy 0,04: write 0.04, with a point")]
    [InlineData("simulate x --fps 1.000,5", "--fps 1.000,5: write 1000.5, with a point")]
    [InlineData("simulate x --fps 1,000.5", "--fps 1,000.5: write 1000.5, with a point")]
    [InlineData("serve x --budget half", "--budget half: this is no number; write one such as 2.5")]
    [InlineData("serve x --queue 1,000", "--queue 1,000: this is no whole number; if it has thousands separators, write 1000")]
    [InlineData("serve x --queue 1.5", "--queue 1.5: this is no whole number; if it has thousands separators, write 15")]
    [InlineData("serve x --queue 1e3", "--queue 1e3: this is no whole number; write one such as 10")]
    [InlineData("serve x --queue 99999999999", "--queue 99999999999: a whole number from -2147483648 to 2147483647 is expected")]
    [InlineData("evaluate x --limit ten", "--limit ten: this is no whole number")]
    [InlineData("bench kernels --seconds 1,5", "--seconds 1,5: write 1.5, with a point")]
    public void A_number_in_another_form_is_refused_with_the_right_one(string line, string fault)
    {
        var (code, output, error) = CommandLine.Run(line.Split(' '));
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.StartsWith($"error: {fault}", error);
    }

    [Fact]
    public void Every_option_that_takes_a_number_refuses_a_decimal_comma()
    {
        var seen = 0;
        foreach (var command in CommandTree.All())
        {
            foreach (var option in command.Options)
            {
                var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
                if (!type.GetInterfaces().Any(i => i.Name.StartsWith("INumber`", StringComparison.Ordinal)))
                    continue;
                var parse = CommandTree.Parse([.. CommandTree.PathOf(command).Split(' '), option.Name, "2,5"], out _);
                Assert.Contains(parse.Errors, e => e.Message.StartsWith($"{option.Name} 2,5: ", StringComparison.Ordinal));
                seen++;
            }
        }
        Assert.InRange(seen, 15, 200);
    }

    [Theory]
    [InlineData("2.5", 2.5)]
    [InlineData("-0.04", -0.04)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1000", 1000)]
    public void Numbers_with_a_point_are_read(string text, double value)
    {
        var parse = CommandTree.Parse(["simulate", "x", "--fps", text], out _);
        Assert.Empty(parse.Errors);
        Assert.Equal(value, parse.GetValue<double?>("--fps"));
    }
}
