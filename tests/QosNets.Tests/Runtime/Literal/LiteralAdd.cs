using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralAdd : LiteralOperator<AddNode>
{
    protected override void Run(LiteralInterpreter run, AddNode node) =>
        run.Store(node, [.. run.Floats(node.Left).Zip(run.Floats(node.Right), (a, b) => a + b)]);
}
