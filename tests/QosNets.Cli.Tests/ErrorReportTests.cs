using System.Diagnostics;
using System.Reflection;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Server.Base;
using QosNets.Training.Experiments;
using Xunit;

namespace QosNets.Cli.Tests;

public class ErrorReportTests
{
    [Fact]
    public void A_full_disk_is_one_line_even_when_its_message_has_several() =>
        Assert.Equal(
            "error: No space left on device : '/out/x'\n",
            Written(new IOException("No space left on device\n : '/out/x'"), verbose: false)
        );

    [Fact]
    public void A_defect_gives_its_type_its_message_and_a_request_to_report_it()
    {
        var text = Written(new InvalidOperationException("odd"), verbose: false);
        Assert.StartsWith("error: unexpected System.InvalidOperationException: odd\n", text);
        Assert.Contains("please report it", text);
        Assert.Equal(2, text.Count(c => c == '\n'));
    }

    [Fact]
    public void Every_exception_for_people_is_one_line_without_a_request_to_report_it()
    {
        Assembly[] assemblies =
        [
            typeof(UserException).Assembly,
            typeof(DataException).Assembly,
            typeof(ServeException).Assembly,
            typeof(ExperimentException).Assembly,
            typeof(CommandException).Assembly,
        ];
        var types = assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsSubclassOf(typeof(Exception)) && !t.IsAbstract);
        // Those that are no error for people: a defect of the code or machine, and what the import answers itself.
        string[] others = ["MeasurementException", "CellNetlistException"];
        var seen = 0;
        foreach (var type in types.Where(t => !others.Contains(t.Name)))
        {
            Assert.True(type.IsSubclassOf(typeof(UserException)), $"{type} is no {nameof(UserException)}");
            var constructor = type.GetConstructors().First(c => c.GetParameters().Any(p => p.ParameterType == typeof(string)));
            var arguments = constructor
                .GetParameters()
                .Select(p =>
                    p.ParameterType == typeof(string) ? "what"
                    : p.ParameterType == typeof(int) ? (object)400
                    : null
                );
            Assert.Equal("error: what\n", Written((Exception)constructor.Invoke([.. arguments]), verbose: false));
            seen++;
        }
        Assert.InRange(seen, 12, 100);
    }

    [Theory]
    [InlineData("QOSNETS_KERNEL", "typo", "QOSNETS_KERNEL='typo' is no kernel; this machine can run: ")]
    [InlineData("QOSNETS_THREADS", "two", "QOSNETS_THREADS='two' is not a number of threads; give a whole number of at least 1")]
    [InlineData("QOSNETS_THREADS", "0", "QOSNETS_THREADS='0' is not a number of threads; give a whole number of at least 1")]
    public async Task A_variable_of_the_environment_that_cannot_be_followed_is_the_users_mistake(
        string name,
        string value,
        string error
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(CommandTree).Assembly.Location, "bench", "engine", "--network", "lenet5" },
            Environment = { [name] = value },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        var lines = errors.TrimEnd().Split('\n');
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "the command does not come to its end");
        Assert.Equal((ExitCode.Failure, ""), (process.ExitCode, await output));
        Assert.StartsWith($"error: {error}", lines[^1]);
        Assert.DoesNotContain(lines, l => l.Contains("defect", StringComparison.Ordinal));
    }

    private static string Written(Exception e, bool verbose)
    {
        var writer = new StringWriter { NewLine = "\n" };
        ErrorReport.Write(e, writer, verbose);
        return writer.ToString();
    }
}
