using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Parts of a tensor in the engine.</summary>
internal sealed class SliceOperator : StepOperator<SliceNode>
{
    protected override EngineStep Bind(SliceNode node, PlannedStep step, PointBinding binding) =>
        new Step(node, binding.Slot(node.Input), binding.Slot(step.Result));

    private sealed class Step(SliceNode node, TensorSlot input, TensorSlot output) : PlaneStep(output)
    {
        private readonly int count = input.Shape.Height * input.Shape.Width;

        protected override void Run(Workspace workspace, int image, int channel)
        {
            var source = node.Channels[channel];
            if (input.Quantizer is null)
                Move(workspace.Floats(input, image, source, 0, count), workspace.Floats(Result, image, channel, 0, Positions));
            else
                Move(workspace.Bytes(input, image, source, 0, count), workspace.Bytes(Result, image, channel, 0, Positions));
        }

        private void Move<T>(ReadOnlySpan<T> from, Span<T> to)
        {
            for (var y = 0; y < node.Rows; y++)
            {
                var row = from.Slice((node.FirstRow + y * node.RowStep) * input.Shape.Width, input.Shape.Width);
                var target = to.Slice(y * node.Columns, node.Columns);
                if (node.ColumnStep == 1)
                    row.Slice(node.FirstColumn, node.Columns).CopyTo(target);
                else
                    for (var x = 0; x < target.Length; x++)
                        target[x] = row[node.FirstColumn + x * node.ColumnStep];
            }
        }
    }
}
