using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Scale and offset of channels in the trainer.</summary>
internal sealed class AffineOperator : TrainerOperator<AffineNode>
{
    protected override Tensor Forward(ForwardPass pass, AffineNode node) =>
        (pass.Value(node.Input) * pass.Own(node, "weight").view(1, -1, 1, 1)).Plus(pass.Own(node, "bias").view(1, -1, 1, 1));
}
