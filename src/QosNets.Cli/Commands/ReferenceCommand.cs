using System.CommandLine;
using QosNets.Training.Experiments;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets reference</c>: prints docs/experiments.md; for those who change keys, so hidden from help.</summary>
internal static class ReferenceCommand
{
    public static Command Create()
    {
        var command = new Command("reference", "Print the reference of experiment keys, docs/experiments.md.") { Hidden = true };
        command.SetAction(parse => parse.InvocationConfiguration.Output.Write(ExperimentReference.Markdown()));
        return command;
    }
}
