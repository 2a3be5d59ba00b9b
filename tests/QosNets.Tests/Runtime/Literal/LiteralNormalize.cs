using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralNormalize : LiteralOperator<NormalizeNode>
{
    protected override void Run(LiteralInterpreter run, NormalizeNode node) =>
        run.Map(node, node.Input, (x, c) => (x - node.Mean[c]) / node.Std[c]);
}
