using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Leaky ReLU in the trainer.</summary>
internal sealed class LeakyReluOperator : TrainerOperator<LeakyReluNode>
{
    protected override Tensor Forward(ForwardPass pass, LeakyReluNode node) => F.leaky_relu(pass.Value(node.Input), node.Slope);
}
