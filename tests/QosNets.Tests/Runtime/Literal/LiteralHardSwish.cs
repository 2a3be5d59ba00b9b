using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralHardSwish : LiteralOperator<HardSwishNode>
{
    protected override void Run(LiteralInterpreter run, HardSwishNode node) =>
        run.Map(
            node,
            node.Input,
            (x, _) =>
            {
                var share = x * (1f / 6f);
                var gate = Math.Clamp(share + 0.5f, 0f, 1f);
                return Math.Max(x, -3f) * gate;
            }
        );
}
