using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralActivation : LiteralOperator<ActivationNode>
{
    protected override void Run(LiteralInterpreter run, ActivationNode node)
    {
        var high = node.Kind switch
        {
            ActivationKind.Relu => float.PositiveInfinity,
            ActivationKind.Relu6 => 6f,
            _ => throw new NotSupportedException(node.Kind.ToString()),
        };
        run.Map(node, node.Input, (x, _) => Math.Min(Math.Max(x, 0f), high));
    }
}
