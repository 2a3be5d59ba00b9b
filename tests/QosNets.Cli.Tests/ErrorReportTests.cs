using System.Diagnostics;
using System.Reflection;
using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Networks;
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
        // What is no error for people: a defect of the code or machine.
        string[] others = ["MeasurementException"];
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
    [InlineData("bench engine --network lenet5", "QOSNETS_KERNEL", "typo", "is no kernel; this machine can run: ")]
    [InlineData("bench engine --network lenet5", "QOSNETS_THREADS", "two", "is not a number of threads; give a whole number")]
    [InlineData("bench engine --network lenet5", "QOSNETS_THREADS", "0", "is not a number of threads; give a whole number")]
    [InlineData("run --out FOLDER/run", "QOSNETS_KERNEL", "typo", "is no kernel; this machine can run: ")]
    [InlineData("serve FOLDER/a.qosnet", "QOSNETS_KERNEL", "typo", "is no kernel; this machine can run: ")]
    [InlineData("serve FOLDER/a.qosnet", "QOSNETS_THREADS", "two", "is not a number of threads; give a whole number")]
    public async Task A_variable_of_the_environment_that_cannot_be_followed_is_the_users_mistake_and_ends_a_command_at_its_start(
        string command,
        string name,
        string value,
        string error
    )
    {
        var folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;
        Sample().Save(Path.Combine(folder, "a.qosnet"));
        var start = new ProcessStartInfo("dotnet")
        {
            Environment = { [name] = value },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(typeof(CommandTree).Assembly.Location);
        foreach (var argument in command.Replace("FOLDER", folder, StringComparison.Ordinal).Split(' '))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{command}' does not come to its end");
        }
        var lines = (await errors).TrimEnd().Split('\n');
        Assert.Equal((ExitCode.Failure, ""), (process.ExitCode, await output));
        Assert.StartsWith($"error: {name}='{value}' {error}", lines[^1]);
        Assert.DoesNotContain(lines, l => l.Contains("defect", StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    private static Bundle Sample() =>
        SampleBundle.Make(
            BuiltInNetworks.Create("lenet5", new Shape(1, 28, 28), 10, [0.5f], [0.5f]),
            new MultiplierLibrary("one", [new Multiplier("right", TruthTable.Exact(signed: false), 0.4)]),
            [(OperatingPoint.ExactName, "right")]
        );

    private static string Written(Exception e, bool verbose)
    {
        var writer = new StringWriter { NewLine = "\n" };
        ErrorReport.Write(e, writer, verbose);
        return writer.ToString();
    }
}
