using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Flattening in the trainer.</summary>
internal sealed class FlattenOperator : TrainerOperator<FlattenNode>
{
    protected override Tensor Forward(ForwardPass pass, FlattenNode node) =>
        pass.Value(node.Input).flatten(1).unsqueeze(-1).unsqueeze(-1);
}
