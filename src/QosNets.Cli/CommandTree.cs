using System.CommandLine;
using System.CommandLine.Invocation;
using QosNets.Cli.Commands;
using QosNets.Cli.Shell;

namespace QosNets.Cli;

/// <summary>All commands, and the way from arguments to an exit code.</summary>
internal static class CommandTree
{
    private const string Verbose = "--verbose";

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes errors.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Invoke(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var parse = Parse(args, out var verbose);
        if (parse.Action is ParseErrorAction)
        {
            // The last problem is the nearest to the cause: a mistyped command is first reported as a missing one.
            error.WriteLine($"error: {ErrorReport.OneLine(parse.Errors[^1].Message)}");
            error.WriteLine($"'{CommandPath(parse.CommandResult.Command)} --help' shows the usage.");
            return ExitCode.Usage;
        }
        try
        {
            // The run command handles Ctrl-C itself, since it has work to finish; the library's own handler would get in its way.
            return parse.Invoke(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                }
            );
        }
#pragma warning disable CA1031 // The last resort: whatever happens, the user gets a line and the shell an exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ErrorReport.Write(e, error, parse.GetValue(verbose));
            return ExitCode.Failure;
        }
    }

    /// <summary>Takes a command line apart and runs nothing.</summary>
    internal static ParseResult Parse(IReadOnlyList<string> args, out Option<bool> verbose)
    {
        verbose = new Option<bool>(Verbose) { Description = "Print the stack trace of an error.", Recursive = true };
        return Create(verbose).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    /// <summary>All commands, the root first, each before those below it.</summary>
    internal static IEnumerable<Command> All()
    {
        static IEnumerable<Command> From(Command command) => command.Subcommands.SelectMany(From).Prepend(command);
        return From(Create(new Option<bool>(Verbose) { Recursive = true }));
    }

    // A plain command instead of RootCommand, which would call itself after its file: QosNets.Cli.
    private static CommandWithExamples Create(Option<bool> verbose)
    {
        var root = new CommandWithExamples(
            "qosnets",
            "Quantised neural networks on approximate multipliers, with operating points that trade accuracy for power.",
            "qosnets run",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet"
        )
        {
            RunCommand.Create(),
            CheckCommand.Create(),
            SweepCommand.Create(),
            ResultsCommand.Create(),
            EvaluateCommand.Create(),
            SimulateCommand.Create(),
            ShowCommand.Create(),
            EnergyCommand.Create(),
            ExportCommand.Create(),
            ServeCommand.Create(),
            DataCommand.Create(),
            MultipliersCommand.Create(),
            BenchCommand.Create(),
            ReferenceCommand.Create(),
            verbose,
            new VersionOption(),
            HelpWithExamples.Option(),
        };
        StrictNumbers.ApplyTo(root);
        return root;
    }

    /// <summary>Names of a command and those above it but the root, as typed; the root's own name for the root.</summary>
    public static string PathOf(Command command) => CommandPath(command).Split(' ', 2)[^1];

    private static string CommandPath(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{CommandPath(parent)} {command.Name}" : command.Name;
}
