using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Max pooling in the trainer.</summary>
internal sealed class MaxPoolOperator : TrainerOperator<MaxPoolNode>
{
    protected override Tensor Forward(ForwardPass pass, MaxPoolNode node) =>
        F.max_pool2d(pass.Value(node.Input), node.Kernel, node.Stride, node.Padding);
}
