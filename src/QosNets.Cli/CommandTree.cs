using System.CommandLine;
using System.CommandLine.Invocation;
using QosNets.Cli.Commands;

namespace QosNets.Cli;

/// <summary>All commands, and the way from arguments to an exit code.</summary>
internal static class CommandTree
{
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
        verbose = new Option<bool>("--verbose") { Description = "Print the stack trace of an error.", Recursive = true };
        return Create(verbose).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static Command Create(Option<bool> verbose)
    {
        // A plain command instead of RootCommand, which would call itself after its file: QosNets.Cli.
        var root = new Command(
            "qosnets",
            "Quantised neural networks on approximate multipliers, with operating points that trade accuracy for power."
        )
        {
            RunCommand.Create(),
            EvaluateCommand.Create(),
            SimulateCommand.Create(),
            ShowCommand.Create(),
            ServeCommand.Create(),
            DataCommand.Create(),
            MultipliersCommand.Create(),
            BenchCommand.Create(),
            ReferenceCommand.Create(),
            verbose,
            new VersionOption(),
            HelpWithExamples.Option(),
        };
        return root;
    }

    /// <summary>Names of a command and those above it but the root, as typed; the root's own name for the root.</summary>
    public static string PathOf(Command command) => CommandPath(command).Split(' ', 2)[^1];

    private static string CommandPath(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{CommandPath(parent)} {command.Name}" : command.Name;
}
