using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Cuts to a range in the trainer.</summary>
internal sealed class ClipOperator : TrainerOperator<ClipNode>
{
    protected override Tensor Forward(ForwardPass pass, ClipNode node) =>
        pass.Value(node.Input).clamp(HeldScalars.Of(node.Low), HeldScalars.Of(node.High));
}
