using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>ReLU and ReLU6 in the trainer.</summary>
internal sealed class ActivationOperator : TrainerOperator<ActivationNode>
{
    protected override Tensor Forward(ForwardPass pass, ActivationNode node) =>
        node.Kind switch
        {
            ActivationKind.Relu => F.relu(pass.Value(node.Input)),
            ActivationKind.Relu6 => F.relu6(pass.Value(node.Input)),
            _ => throw new NetworkException($"{node.Name}: the trainer has no activation {node.Kind}; add it"),
        };
}
