using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Hard swish in the trainer, by the operations that the node states, so that the values are the engine's.</summary>
internal sealed class HardSwishOperator : TrainerOperator<HardSwishNode>
{
    protected override Tensor Forward(ForwardPass pass, HardSwishNode node)
    {
        var x = pass.Value(node.Input);
        return x.clamp_min(HeldScalars.Of(-3)) * x.Times(1f / 6).Plus(0.5).clamp(HeldScalars.Of(0), HeldScalars.Of(1));
    }
}
