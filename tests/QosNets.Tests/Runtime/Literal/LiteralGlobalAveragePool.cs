using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralGlobalAveragePool : LiteralOperator<GlobalAveragePoolNode>
{
    protected override void Run(LiteralInterpreter run, GlobalAveragePoolNode node)
    {
        var shape = run.Network.ShapeOf(node.Input);
        var count = shape.Height * shape.Width;
        var q = run.Quantizer(node.Input)!;
        run.Store(
            node,
            [
                .. run.Bytes(node.Input)
                    .Chunk(count)
                    .Select(plane => (float)(plane.Sum(x => (int)x) - count * q.ZeroPoint) * (float)((double)q.Scale / count)),
            ]
        );
    }
}
