using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace QosNets.Cli;

/// <summary>Help that ends with examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["qosnets"] = ["qosnets run", "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet"],
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
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet --limit 300 --logits /tmp/logits.npz",
        ],
        ["simulate"] =
        [
            "qosnets simulate runs/fashion-resnet8/fashion-resnet8.qosnet --trace solar --governor predictive --plot solar.svg",
            "qosnets simulate runs/fashion-resnet8/fashion-resnet8.qosnet --trace all --governor all",
            "qosnets simulate runs/fashion-resnet8/fashion-resnet8.qosnet --trace mine.csv --fps 5 --governor threshold --json",
        ],
        ["show"] = ["qosnets show runs/fashion-resnet8/fashion-resnet8.qosnet"],
        ["serve"] =
        [
            "qosnets serve runs/fashion-resnet8/fashion-resnet8.qosnet",
            "QOSNETS_KEY=a-long-secret qosnets serve runs/fashion-resnet8/fashion-resnet8.qosnet --urls http://0.0.0.0:8080 "
                + "--name fashion",
        ],
        ["data"] = ["qosnets data check"],
        ["data check"] = ["qosnets data check"],
        ["multipliers"] = ["qosnets multipliers list", "qosnets multipliers show mul8u_2P7"],
        ["multipliers list"] =
        [
            "qosnets multipliers list --sort mre",
            "qosnets multipliers list --run runs/fashion-resnet8 --layer stage1.block0.conv1",
            "qosnets multipliers list --library mine.npz --structure --json",
        ],
        ["multipliers show"] =
        [
            "qosnets multipliers show mul8u_2P7 mul8u_17C8",
            "qosnets multipliers show mul8u_2P7 --run runs/fashion-resnet8 --layer stage1.block0.conv1",
        ],
        ["multipliers plot"] =
        [
            "qosnets multipliers plot --metric mre --out figures",
            "qosnets multipliers plot mul8u_2P7 mul8u_FTA --out figures",
            "qosnets multipliers plot --maps --png --out figures",
        ],
        ["multipliers export"] =
        [
            "qosnets multipliers export --format npy --out tables",
            "qosnets multipliers export mul8u_2P7 --format c --out include",
        ],
        ["multipliers verify"] =
        [
            "qosnets multipliers verify data/evoapprox/multipliers.csv",
            "qosnets multipliers verify other.npz --library mine.npz",
        ],
        ["multipliers import"] =
        [
            "qosnets multipliers import models/ facts.csv --out mine.npz",
            "qosnets multipliers import table.npy --facts facts.csv --operands signed --source 'our lab' --out mine.npz",
        ],
        ["multipliers generate"] =
        [
            "qosnets multipliers generate truncated compensated broken-array drum mitchell --out families.npz",
            "qosnets multipliers generate drum:3-6 broken-array:1,4-6 --signed --out families.npz",
        ],
        ["bench"] = ["qosnets bench kernels", "qosnets bench engine runs/fashion-resnet8/fashion-resnet8.qosnet"],
        ["bench kernels"] =
        [
            "qosnets bench kernels",
            "qosnets bench kernels --table mul8u_2P7 --table mul8u_L40 --path avx2 --json",
            "qosnets bench kernels --table my-table.bin --signed --threads 1",
        ],
        ["bench conv"] = ["qosnets bench conv", "qosnets bench conv --network mobilenetv2 --table mul8u_17C8 --threads 2 --json"],
        ["bench engine"] =
        [
            "qosnets bench engine",
            "qosnets bench engine runs/fashion-resnet8/fashion-resnet8.qosnet --batch 1 --threads 1 --json",
        ],
        ["bench train"] =
        [
            "qosnets bench train",
            "qosnets bench train --network resnet8 --batch 64 --multiplier mul8u_2P7 --multiplier mul8u_17C8 --json",
        ],
    };

    /// <summary>The examples of all commands.</summary>
    internal static IEnumerable<string> All => Examples.Values.SelectMany(e => e);

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
        if (Examples.TryGetValue(CommandTree.PathOf(parseResult.CommandResult.Command), out var examples))
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
