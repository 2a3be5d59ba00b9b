using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Products of two tensors in the trainer; a gate is broadcast over rows and columns.</summary>
internal sealed class MultiplyOperator : TrainerOperator<MultiplyNode>
{
    protected override Tensor Forward(ForwardPass pass, MultiplyNode node) => pass.Value(node.Left) * pass.Value(node.Right);
}
