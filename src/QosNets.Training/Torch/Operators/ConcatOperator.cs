using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Concatenation of channels in the trainer.</summary>
internal sealed class ConcatOperator : TrainerOperator<ConcatNode>
{
    protected override Tensor Forward(ForwardPass pass, ConcatNode node) => cat([.. node.Parts.Select(pass.Value)], 1);
}
