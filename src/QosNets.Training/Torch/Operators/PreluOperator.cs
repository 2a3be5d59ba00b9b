using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Parametric ReLU in the trainer.</summary>
internal sealed class PreluOperator : TrainerOperator<PreluNode>
{
    protected override Tensor Forward(ForwardPass pass, PreluNode node)
    {
        using var slopes = tensor(node.Slopes.ToArray());
        return F.prelu(pass.Value(node.Input), slopes);
    }
}
