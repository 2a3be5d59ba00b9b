using System.CommandLine;
using System.Globalization;
using QosNets.Cli.Shell;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets bench</c>: how fast kernels, layers, the engine and training are on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create() =>
        new CommandWithExamples(
            "bench",
            "Measure the speed of kernels, layers, the engine and training on this machine. docs/benchmarks.md explains the "
                + "figures.",
            "qosnets bench kernels",
            "qosnets bench engine runs/fashion-resnet8/fashion-resnet8.qosnet"
        )
        {
            BenchKernels.Create(),
            BenchConv.Create(),
            BenchCosts.Create(),
            BenchEngine.Create(),
            BenchTrain.Create(),
        };

    /// <summary>The option <c>--json</c>: rows for programs instead of a table.</summary>
    public static Option<bool> JsonOption() =>
        new("--json") { Description = "Print JSON, a list of rows, and nothing else; progress goes to standard error." };

    /// <summary>The option for the time of one measurement.</summary>
    /// <param name="what">What is measured for that long.</param>
    /// <param name="seconds">The default.</param>
    public static Option<double> SecondsOption(string what, double seconds)
    {
        var option = new Option<double>("--seconds")
        {
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"Seconds to measure {what}; {seconds} by default. At least 5 rounds are measured however long they take."
            ),
            HelpName = "S",
            DefaultValueFactory = _ => seconds,
        };
        Require(option, "seconds above 0 and at most 3600", s => s is > 0 and <= 3600);
        return option;
    }

    /// <summary>An option that takes a whole number of at least 1.</summary>
    public static Option<int?> CountOption(string name, string description, int most)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        Require(option, $"a whole number in 1..{most}", n => n >= 1 && n <= most);
        return option;
    }

    private static void Require(Option option, string wanted, Func<double, bool> fits) =>
        option.Validators.Add(result =>
        {
            // What is no number at all is reported by the parser itself.
            foreach (var token in result.Tokens)
            {
                if (StrictNumbers.TryReal(token.Value, out var value) && !fits(value))
                    result.AddError($"{option.Name} {token.Value}: give {wanted}");
            }
        });
}
