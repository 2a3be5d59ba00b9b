using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralPrelu : LiteralOperator<PreluNode>
{
    protected override void Run(LiteralInterpreter run, PreluNode node) =>
        run.Map(node, node.Input, (x, channel) => x < 0 ? x * node.Slopes[channel] : x);
}
