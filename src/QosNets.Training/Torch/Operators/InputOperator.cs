using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>The input in the trainer.</summary>
internal sealed class InputOperator : TrainerOperator<InputNode>
{
    protected override Tensor Forward(ForwardPass pass, InputNode node) => pass.Images;
}
