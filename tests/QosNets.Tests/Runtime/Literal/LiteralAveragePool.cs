using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralAveragePool : LiteralOperator<AveragePoolNode>
{
    protected override void Run(LiteralInterpreter run, AveragePoolNode node)
    {
        var (height, width) = (node.Kernel, node.KernelWidth ?? node.Kernel);
        var (from, to) = (run.Network.ShapeOf(node.Input), run.Network.ShapeOf(node.Name));
        var (q, bytes) = (run.Quantizer(node.Input)!, run.Bytes(node.Input));
        var result = new float[run.Batch * to.Length];
        for (var at = 0; at < result.Length; at++)
        {
            var (plane, top, left) = (
                at / (to.Height * to.Width),
                at / to.Width % to.Height * node.Stride - node.Padding,
                at % to.Width * (node.StrideWidth ?? node.Stride) - (node.PadLeft ?? node.Padding)
            );
            var (sum, inside) = (0, 0);
            for (var window = 0; window < height * width; window++)
            {
                var (y, x) = (top + window / width, left + window % width);
                if (y < 0 || y >= from.Height || x < 0 || x >= from.Width)
                    continue;
                sum += bytes[(plane * from.Height + y) * from.Width + x] - q.ZeroPoint;
                inside++;
            }
            result[at] = sum * (float)((double)q.Scale / (node.CountIncludePad ? height * width : inside));
        }
        run.Store(node, result);
    }
}
