using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralLeakyRelu : LiteralOperator<LeakyReluNode>
{
    protected override void Run(LiteralInterpreter run, LeakyReluNode node) =>
        run.Map(node, node.Input, (x, _) => x < 0 ? x * node.Slope : x);
}
