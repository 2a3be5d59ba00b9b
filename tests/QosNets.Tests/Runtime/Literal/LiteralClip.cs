using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralClip : LiteralOperator<ClipNode>
{
    protected override void Run(LiteralInterpreter run, ClipNode node) =>
        run.Map(node, node.Input, (x, _) => Math.Min(Math.Max(x, node.Low), node.High));
}
