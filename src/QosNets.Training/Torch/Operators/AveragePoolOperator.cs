using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Average pooling over windows in the trainer.</summary>
internal sealed class AveragePoolOperator : TrainerOperator<AveragePoolNode>
{
    protected override Tensor Forward(ForwardPass pass, AveragePoolNode node)
    {
        var (x, w) = (pass.Value(node.Input), node.Windows);
        (long, long) kernel = (w.Height, w.Width),
            stride = (w.StrideHeight, w.StrideWidth);
        if (w.IsEven)
            return F.avg_pool2d(x, kernel, stride, (w.Top, w.Left), count_include_pad: node.CountIncludePad);
        long[] pads = [w.Left, w.Right, w.Top, w.Bottom];
        var means = F.avg_pool2d(F.pad(x, pads), kernel, stride);
        if (node.CountIncludePad)
            return means;
        // The share of each window that lies inside takes back that the mean has counted the padding.
        using var inside = ones(1, 1, x.shape[2], x.shape[3]);
        return means / F.avg_pool2d(F.pad(inside, pads), kernel, stride);
    }
}
