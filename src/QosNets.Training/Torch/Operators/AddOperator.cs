using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Addition in the trainer.</summary>
internal sealed class AddOperator : TrainerOperator<AddNode>
{
    protected override Tensor Forward(ForwardPass pass, AddNode node) => pass.Value(node.Left).Plus(pass.Value(node.Right));
}
