using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralSlice : LiteralOperator<SliceNode>
{
    protected override void Run(LiteralInterpreter run, SliceNode node)
    {
        var from = run.Network.ShapeOf(node.Input);
        run.Move(
            node,
            node.Input,
            (x, _) =>
            {
                var result = new List<float>();
                foreach (var channel in node.Channels)
                    for (var y = 0; y < node.Rows; y++)
                    for (var i = 0; i < node.Columns; i++)
                    {
                        var (row, column) = (node.FirstRow + y * node.RowStep, node.FirstColumn + i * node.ColumnStep);
                        result.Add(x[(channel * from.Height + row) * from.Width + column]);
                    }
                return [.. result];
            }
        );
    }
}
