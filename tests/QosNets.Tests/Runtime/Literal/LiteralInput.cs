using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralInput : LiteralOperator<InputNode>
{
    protected override void Run(LiteralInterpreter run, InputNode node) => run.Store(node, [.. run.Pixels.Select(p => p / 255f)]);
}
