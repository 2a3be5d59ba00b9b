using System.CommandLine;
using System.Text.RegularExpressions;
using Xunit;

namespace QosNets.Cli.Tests;

/// <summary>A message that names an option helps only where the command has that option.</summary>
public class OptionMessageTests
{
    // The files whose messages name options, by the beginning of their path below src, and the commands that show them.
    private static readonly (string File, string[] Commands)[] Shown =
    [
        ("QosNets/Multipliers/Import/", ["multipliers import"]),
        ("QosNets/Multipliers/MultiplierMerge.cs", ["multipliers import"]),
        ("QosNets/Simulation/", ["simulate"]),
        ("QosNets.Training/Experiments/", ["run"]),
        ("QosNets.Training/Report/", ["run"]),
        ("QosNets.Training/Runs/", ["run"]),
        ("QosNets.Server/", ["serve"]),
        ("QosNets.Cli/Commands/AddedMultiplier.cs", ["run"]),
        ("QosNets.Cli/Commands/Arguments.cs", ["qosnets"]),
        ("QosNets.Cli/Commands/BenchCommand.cs", ["bench kernels", "bench conv", "bench costs", "bench engine"]),
        ("QosNets.Cli/Commands/BenchConv.cs", ["bench conv"]),
        ("QosNets.Cli/Commands/BenchEngine.cs", ["bench engine"]),
        ("QosNets.Cli/Commands/BenchKernels.cs", ["bench kernels"]),
        ("QosNets.Cli/Commands/BenchPaths.cs", ["bench kernels", "bench conv"]),
        ("QosNets.Cli/Commands/BenchTables.cs", ["bench kernels", "bench conv"]),
        ("QosNets.Cli/Commands/BenchTrain.cs", ["bench train"]),
        ("QosNets.Cli/Commands/CheckCommand.cs", ["check"]),
        ("QosNets.Cli/Commands/ExportPoint.cs", ["export onnx"]),
        ("QosNets.Cli/Commands/EnergyCommand.cs", ["energy"]),
        ("QosNets.Cli/Commands/EvaluateCommand.cs", ["evaluate"]),
        ("QosNets/Hardware/Rtl/RtlExport.cs", ["export verilog"]),
        ("QosNets.Cli/Commands/ExportTools.cs", ["export accelergy", "export hwcomponents"]),
        ("QosNets.Cli/Commands/ExportUnit.cs", ["export unit"]),
        ("QosNets.Cli/Commands/ExportVerilog.cs", ["export verilog"]),
        ("QosNets.Cli/Commands/ImportSummary.cs", ["multipliers import"]),
        ("QosNets.Cli/Commands/LayerOptions.cs", ["multipliers list", "multipliers show", "multipliers plot"]),
        (
            "QosNets.Cli/Commands/MultipliersCommand.cs",
            ["multipliers plot", "multipliers export", "export verilog", "export unit"]
        ),
        ("QosNets.Cli/Commands/MultipliersExport.cs", ["multipliers export"]),
        ("QosNets.Cli/Commands/MultipliersGenerate.cs", ["multipliers generate"]),
        ("QosNets.Cli/Commands/MultipliersImport.cs", ["multipliers import"]),
        ("QosNets.Cli/Commands/MultipliersImportOptions.cs", ["multipliers import"]),
        ("QosNets.Cli/Commands/MultipliersList.cs", ["multipliers list"]),
        ("QosNets.Cli/Commands/MultipliersPlot.cs", ["multipliers plot"]),
        ("QosNets.Cli/Commands/MultipliersShow.cs", ["multipliers show"]),
        ("QosNets.Cli/Commands/MultipliersVerify.cs", ["multipliers verify"]),
        ("QosNets.Cli/Commands/ResultsCommand.cs", ["results"]),
        ("QosNets.Cli/Commands/RunCommand.cs", ["run"]),
        ("QosNets.Cli/Commands/SweepCommand.cs", ["sweep"]),
        ("QosNets.Sweeps/Local/ProcessLauncher.cs", ["run"]),
        ("QosNets.Sweeps/Slurm/SlurmLevels.cs", ["run"]),
        ("QosNets.Sweeps/", ["sweep"]),
        ("QosNets.Cli/Commands/ServeCommand.cs", ["serve"]),
        ("QosNets.Cli/Commands/ShowCommand.cs", ["show"]),
        ("QosNets.Cli/Commands/SimulateCommand.cs", ["simulate"]),
        ("QosNets.Cli/Study/BundleImages.cs", ["evaluate", "simulate", "export verilog"]),
        ("QosNets.Cli/Study/SimulationStudy.cs", ["simulate"]),
        ("QosNets.Cli/Shell/ErrorReport.cs", ["qosnets"]),
        ("QosNets.Cli/CommandTree.cs", ["qosnets"]),
    ];

    // Arguments of Slurm's programs.
    private static readonly string[] OfOtherPrograms =
    [
        "QosNets.Sweeps/Slurm/ISlurmQueue.cs",
        "QosNets.Sweeps/Slurm/SlurmScript.cs",
    ];

    [Fact]
    public void Every_option_that_a_text_names_is_one_of_the_command_that_shows_the_text()
    {
        var found = 0;
        foreach (var (file, text) in Texts().Where(t => !OfOtherPrograms.Contains(t.File)))
        {
            foreach (Match option in Regex.Matches(text, @"(?<![\w(-])--[a-z][a-z-]*"))
            {
                var commands = Shown.FirstOrDefault(s => file.StartsWith(s.File, StringComparison.Ordinal)).Commands;
                Assert.True(commands is not null, $"{file} names {option.Value}; add the file to the table of this test");
                found++;
                foreach (var command in commands)
                    Assert.True(
                        OptionsOf(command).Contains(option.Value),
                        $"{file}: \"{text}\" names {option.Value}, which 'qosnets {command}' lacks"
                    );
            }
        }
        Assert.InRange(found, 60, 1000);
    }

    private static HashSet<string> OptionsOf(string path)
    {
        var command = CommandTree.All().Single(c => CommandTree.PathOf(c) == path);
        var above = command.Parents.OfType<Command>().Append(CommandTree.All().First()).SelectMany(c => c.Options);
        return [.. command.Options.Concat(above.Where(o => o.Recursive)).Select(o => o.Name)];
    }

    /// <summary>Texts in quotes of all sources, but for examples, which a test of their own parses.</summary>
    private static IEnumerable<(string File, string Text)> Texts()
    {
        var source = Path.Combine(Root(), "src");
        foreach (var path in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            var file = Path.GetRelativePath(source, path).Replace('\\', '/');
            if (file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal))
                continue;
            foreach (var line in File.ReadLines(path).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            {
                foreach (Match text in Regex.Matches(line, "\"((?:[^\"\\\\]|\\\\.)*)\""))
                {
                    if (!text.Value.Contains("qosnets ", StringComparison.Ordinal))
                        yield return (file, text.Groups[1].Value);
                }
            }
        }
    }

    private static string Root()
    {
        var file = Shell.Repository.Find("QosNets.slnx") ?? throw new FileNotFoundException("no QosNets.slnx above the tests");
        return Path.GetDirectoryName(file)!;
    }
}
