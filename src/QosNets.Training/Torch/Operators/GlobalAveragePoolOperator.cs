using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Global average pooling in the trainer.</summary>
internal sealed class GlobalAveragePoolOperator : TrainerOperator<GlobalAveragePoolNode>
{
    protected override Tensor Forward(ForwardPass pass, GlobalAveragePoolNode node) =>
        pass.Value(node.Input).mean([2, 3], keepdim: true);
}
