using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralPad : LiteralOperator<PadNode>
{
    protected override void Run(LiteralInterpreter run, PadNode node)
    {
        var (from, to) = (run.Network.ShapeOf(node.Input), run.Network.ShapeOf(node.Name));
        run.Move(
            node,
            node.Input,
            (x, zero) =>
            {
                var result = new float[to.Length];
                for (var at = 0; at < result.Length; at++)
                {
                    var (c, row, column) = (at / (to.Height * to.Width), at / to.Width % to.Height, at % to.Width);
                    var (y, i) = (row - node.Top, column - node.Left);
                    var isInside = y >= 0 && y < from.Height && i >= 0 && i < from.Width;
                    result[at] = isInside ? x[(c * from.Height + y) * from.Width + i] : zero;
                }
                return result;
            }
        );
    }
}
