using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralFlatten : LiteralOperator<FlattenNode>
{
    protected override void Run(LiteralInterpreter run, FlattenNode node) => run.Move(node, node.Input, (x, _) => x);
}
