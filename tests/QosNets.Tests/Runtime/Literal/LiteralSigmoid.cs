using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralSigmoid : LiteralOperator<SigmoidNode>
{
    protected override void Run(LiteralInterpreter run, SigmoidNode node) =>
        run.Map(node, node.Input, (x, _) => (float)(1 / (1 + LiteralSilu.Exponential(-Math.Clamp((double)x, -104, 104)))));
}
