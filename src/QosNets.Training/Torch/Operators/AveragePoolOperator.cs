using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Average pooling over windows in the trainer.</summary>
internal sealed class AveragePoolOperator : TrainerOperator<AveragePoolNode>
{
    protected override Tensor Forward(ForwardPass pass, AveragePoolNode node) =>
        F.avg_pool2d(pass.Value(node.Input), node.Kernel, node.Stride, node.Padding, count_include_pad: node.CountIncludePad);
}
