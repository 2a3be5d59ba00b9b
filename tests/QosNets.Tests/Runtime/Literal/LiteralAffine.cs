using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralAffine : LiteralOperator<AffineNode>
{
    protected override void Run(LiteralInterpreter run, AffineNode node) =>
        run.Map(
            node,
            node.Input,
            (x, c) =>
            {
                var product = x * run.Parameter(node, "weight")[c];
                return product + run.Parameter(node, "bias")[c];
            }
        );
}
