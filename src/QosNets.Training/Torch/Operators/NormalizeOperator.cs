using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Normalisation of the input in the trainer.</summary>
internal sealed class NormalizeOperator : TrainerOperator<NormalizeNode>
{
    protected override Tensor Forward(ForwardPass pass, NormalizeNode node)
    {
        using var mean = tensor(node.Mean.ToArray()).view(1, -1, 1, 1);
        using var std = tensor(node.Std.ToArray()).view(1, -1, 1, 1);
        return (pass.Value(node.Input) - mean) / std;
    }
}
