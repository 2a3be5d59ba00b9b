using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace QosNets.Cli;

/// <summary>Help that ends with examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["qosnets"] =
        [
            "qosnets run", "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet",
        ],
        ["run"] =
        [
            "qosnets run",
            "qosnets run experiments/fashion-lenet5.toml --out /tmp/lenet5",
            "qosnets run experiments/fashion-resnet8.toml --set n=3 --set retraining.epochs=4 --set name=three-multipliers",
            "qosnets run experiments/cifar10-resnet8.toml --set data=FOLDER",
        ],
        ["evaluate"] =
        [
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet --limit 1000 --json",
        ],
        ["show"] = ["qosnets show runs/fashion-resnet8/fashion-resnet8.qosnet"],
        ["data"] = ["qosnets data check"],
        ["check"] = ["qosnets data check"],
    };

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
        if (Examples.TryGetValue(parseResult.CommandResult.Command.Name, out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine("  " + example);
            output.WriteLine();
        }
        return code;
    }
}
