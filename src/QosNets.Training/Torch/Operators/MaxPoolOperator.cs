using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Max pooling in the trainer.</summary>
internal sealed class MaxPoolOperator : TrainerOperator<MaxPoolNode>
{
    protected override Tensor Forward(ForwardPass pass, MaxPoolNode node)
    {
        var (x, w) = (pass.Value(node.Input), node.Windows);
        var (kernel, stride) = ((w.Height, w.Width), (w.StrideHeight, w.StrideWidth));
        if (w.IsEven)
            return F.max_pool2d(x, kernel, stride, (w.Top, w.Left));
        return F.max_pool2d(F.pad(x, [w.Left, w.Right, w.Top, w.Bottom], value: double.NegativeInfinity), kernel, stride);
    }
}
