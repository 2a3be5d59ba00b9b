using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Leaky ReLU in the trainer.</summary>
internal sealed class LeakyReluOperator : TrainerOperator<LeakyReluNode>
{
    protected override Tensor Forward(ForwardPass pass, LeakyReluNode node) =>
        pass.Value(node.Input).leaky_relu(HeldScalars.Of(node.Slope));
}
