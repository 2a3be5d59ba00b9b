using QosNets.Networks;
using QosNets.Numerics;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>The logistic function in the trainer, by the engine's function: libtorch's has other last bits.</summary>
internal sealed class SigmoidOperator : TrainerOperator<SigmoidNode>
{
    protected override Tensor Forward(ForwardPass pass, SigmoidNode node) =>
        CurveFunction.apply(pass.Value(node.Input).contiguous(), new Curve(Sigmoid.Apply, Sigmoid.Slope));
}
