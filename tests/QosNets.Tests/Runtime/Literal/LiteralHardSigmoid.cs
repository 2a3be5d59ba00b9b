using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralHardSigmoid : LiteralOperator<HardSigmoidNode>
{
    protected override void Run(LiteralInterpreter run, HardSigmoidNode node) =>
        run.Map(
            node,
            node.Input,
            (x, _) =>
            {
                var product = x * node.Alpha;
                return Math.Min(Math.Max(product + node.Beta, 0f), 1f);
            }
        );
}
