using QosNets.Networks;
using QosNets.Numerics;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>SiLU in the trainer, by the engine's function: libtorch's has other last bits.</summary>
internal sealed class SiluOperator : TrainerOperator<SiluNode>
{
    protected override Tensor Forward(ForwardPass pass, SiluNode node) =>
        CurveFunction.apply(pass.Value(node.Input).contiguous(), new Curve(Silu.Apply, Silu.Slope));
}
