using QosNets.Networks;
using QosNets.Numerics;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>GELU in the trainer, by the engine's function: libtorch's has other last bits.</summary>
internal sealed class GeluOperator : TrainerOperator<GeluNode>
{
    protected override Tensor Forward(ForwardPass pass, GeluNode node) =>
        CurveFunction.apply(pass.Value(node.Input).contiguous(), new Curve(Gelu.Apply, Gelu.Slope));
}
