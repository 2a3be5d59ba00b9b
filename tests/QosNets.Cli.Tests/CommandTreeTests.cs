using System.Text.RegularExpressions;
using QosNets.Cli.Commands;
using QosNets.Cli.Shell;
using Xunit;

namespace QosNets.Cli.Tests;

public class CommandTreeTests
{
    [Theory]
    [InlineData("rnu", "rnu")]
    [InlineData("run --foo", "--foo")]
    [InlineData("run a.toml b.toml", "b.toml")]
    [InlineData("show", "BUNDLE")]
    [InlineData("evaluate x.qosnet --limit ten", "ten")]
    [InlineData("evaluate x.qosnet --limit 0", "--limit 0 is below 1")]
    [InlineData("evaluate --no-such-option", "--no-such-option")]
    public void A_wrong_command_line_gives_one_line_that_names_the_mistake_and_exit_code_2(string line, string named)
    {
        var (code, output, error) = CommandLine.Run(line.Split(' '));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Empty(output);
        var lines = error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("error: ", lines[0]);
        Assert.Contains(named, lines[0]);
        Assert.EndsWith("--help' shows the usage.", lines[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("evaluate")]
    [InlineData("simulate")]
    [InlineData("show")]
    [InlineData("serve")]
    [InlineData("data")]
    [InlineData("data check")]
    [InlineData("multipliers")]
    [InlineData("multipliers list")]
    [InlineData("multipliers show")]
    [InlineData("multipliers plot")]
    [InlineData("multipliers export")]
    [InlineData("multipliers verify")]
    [InlineData("multipliers import")]
    [InlineData("multipliers generate")]
    [InlineData("bench")]
    [InlineData("bench kernels")]
    [InlineData("bench costs")]
    [InlineData("bench conv")]
    [InlineData("bench engine")]
    [InlineData("bench train")]
    public void Every_command_has_help_with_its_name_as_typed_and_examples(string command)
    {
        var (code, output, error) = CommandLine.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(ExitCode.Success, code);
        Assert.Empty(error);
        Assert.Contains($"qosnets {command}".TrimEnd(), output);
        Assert.Contains("Examples:\n  qosnets ", output);
    }

    [Fact]
    public void Every_command_that_help_lists_has_examples_of_itself() =>
        Assert.All(
            CommandTree.All().Where(c => !c.Hidden),
            command =>
            {
                var examples = Assert.IsType<CommandWithExamples>(command).Examples;
                Assert.NotEmpty(examples);
                var words = command.Name == "qosnets" ? "" : CommandTree.PathOf(command);
                Assert.All(examples, e => Assert.Contains($"qosnets {words}".TrimEnd(), e));
            }
        );

    [Fact]
    public void Every_example_is_a_command_line_that_the_program_takes()
    {
        Assert.All(
            CommandTree.All().OfType<CommandWithExamples>().SelectMany(c => c.Examples),
            example =>
            {
                // Words as a shell takes them, quotes included.
                var words = Regex
                    .Matches(example, @"'([^']*)'|[^\s']+")
                    .Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value)
                    .ToList();
                // A shell takes settings of the environment off the front.
                var first = words.FindIndex(w => !Regex.IsMatch(w, "^[A-Z_]+="));
                Assert.Equal("qosnets", words[first]);
                Assert.Empty(CommandTree.Parse(words[(first + 1)..], out _).Errors);
            }
        );
        Assert.NotEmpty(CommandTree.Parse(["run", "--no-such-option"], out _).Errors);
    }

    [Fact]
    public void Help_does_not_list_the_command_for_developers() =>
        Assert.DoesNotContain("reference", CommandLine.Run("--help").Output);

    [Fact]
    public void The_version_is_that_of_the_assembly()
    {
        var (code, output, _) = CommandLine.Run("--version");
        Assert.Equal(ExitCode.Success, code);
        Assert.StartsWith("0.1.0", output);
    }

    [Fact]
    public void Errors_that_the_user_can_mend_are_one_line_and_exit_code_1()
    {
        var (code, output, error) = CommandLine.Run("run", "no-such.toml");
        Assert.Equal(ExitCode.Failure, code);
        Assert.Empty(output);
        Assert.Equal("error: no-such.toml: there is no such file; give the path of an experiment (.toml)\n", error);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("serve")]
    [InlineData("evaluate")]
    public void A_bundle_that_is_none_is_an_error_of_one_line(string command)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "no bundle");
            var (code, output, error) = CommandLine.Run(command, file);
            Assert.Equal(ExitCode.Failure, code);
            Assert.Empty(output);
            Assert.StartsWith($"error: {file}", error);
            Assert.Equal(1, error.Count(c => c == '\n'));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Verbose_adds_the_stack_trace()
    {
        var (_, _, error) = CommandLine.Run("run", "no-such.toml", "--verbose");
        Assert.Contains("   at QosNets.Training.Experiments.ExperimentFile.Read", error);
    }

    [Fact]
    public void The_reference_command_prints_the_page() =>
        Assert.StartsWith("# Experiment files\n", CommandLine.Run("reference").Output);
}
