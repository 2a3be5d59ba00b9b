using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Option-A shortcuts in the trainer: every Stride-th row and column, channels of 0 around those there are.</summary>
internal sealed class ShortcutOperator : TrainerOperator<ShortcutNode>
{
    protected override Tensor Forward(ForwardPass pass, ShortcutNode node)
    {
        var x = pass.Value(node.Input);
        if (node.Stride > 1)
            x = x.slice(2, 0, x.shape[2], node.Stride).slice(3, 0, x.shape[3], node.Stride);
        var added = (node.OutChannels - x.shape[1]) / 2;
        return added > 0 ? F.pad(x, [0, 0, 0, 0, added, added]) : x.contiguous();
    }
}
