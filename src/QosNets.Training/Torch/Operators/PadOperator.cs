using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Rows and columns of 0 in the trainer.</summary>
internal sealed class PadOperator : TrainerOperator<PadNode>
{
    protected override Tensor Forward(ForwardPass pass, PadNode node) =>
        F.pad(pass.Value(node.Input), [node.Left, node.Right, node.Top, node.Bottom]);
}
