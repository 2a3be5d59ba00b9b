using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralMaxPool : LiteralOperator<MaxPoolNode>
{
    protected override void Run(LiteralInterpreter run, MaxPoolNode node)
    {
        var (height, width) = (node.Kernel, node.KernelWidth ?? node.Kernel);
        var (from, to) = (run.Network.ShapeOf(node.Input), run.Network.ShapeOf(node.Name));
        run.Move(
            node,
            node.Input,
            (x, _) =>
            {
                var result = new float[to.Length];
                for (var at = 0; at < result.Length; at++)
                {
                    var (c, y, i) = (at / (to.Height * to.Width), at / to.Width % to.Height, at % to.Width);
                    result[at] = float.NegativeInfinity;
                    for (var window = 0; window < height * width; window++)
                    {
                        var row = y * node.Stride - node.Padding + window / width;
                        var column = i * (node.StrideWidth ?? node.Stride) - (node.PadLeft ?? node.Padding) + window % width;
                        if (row < 0 || row >= from.Height || column < 0 || column >= from.Width)
                            continue;
                        result[at] = Math.Max(result[at], x[(c * from.Height + row) * from.Width + column]);
                    }
                }
                return result;
            }
        );
    }
}
