using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace QosNets.Cli.Commands;

/// <summary>Help that ends with examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>The option <c>--help</c> with this action.</summary>
    public static HelpOption Option()
    {
        var option = new HelpOption { Description = "Show help and examples." };
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
        return option;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CommandWithExamples command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
                output.WriteLine("  " + example);
            output.WriteLine();
        }
        return code;
    }
}
