using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>The line in place of the logistic function in the trainer.</summary>
internal sealed class HardSigmoidOperator : TrainerOperator<HardSigmoidNode>
{
    protected override Tensor Forward(ForwardPass pass, HardSigmoidNode node) =>
        pass.Value(node.Input).Times(node.Alpha).Plus(node.Beta).clamp(HeldScalars.Of(0), HeldScalars.Of(1));
}
