using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Parts of a tensor in the trainer.</summary>
internal sealed class SliceOperator : TrainerOperator<SliceNode>
{
    protected override Tensor Forward(ForwardPass pass, SliceNode node)
    {
        using var channels = tensor(node.Channels.Select(c => (long)c).ToArray());
        return pass.Value(node.Input)
            .index_select(1, channels)
            .slice(2, node.FirstRow, End(node.FirstRow, node.Rows, node.RowStep), node.RowStep)
            .slice(3, node.FirstColumn, End(node.FirstColumn, node.Columns, node.ColumnStep), node.ColumnStep)
            .contiguous();
    }

    private static long End(int first, int count, int step) => first + (count - 1L) * step + 1;
}
