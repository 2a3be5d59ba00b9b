using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Rows and columns of real 0 in the engine, which is the byte z_x.</summary>
internal sealed class PadOperator : StepOperator<PadNode>
{
    protected override EngineStep Bind(PadNode node, PlannedStep step, PointBinding binding) =>
        new Step(node, binding.Slot(node.Input), binding.Slot(step.Result));

    private sealed class Step(PadNode node, TensorSlot input, TensorSlot output) : PlaneStep(output)
    {
        private readonly int count = input.Shape.Height * input.Shape.Width;

        protected override void Run(Workspace workspace, int image, int channel)
        {
            if (input.Quantizer is { } q)
                Move(
                    workspace.Bytes(input, image, channel, 0, count),
                    workspace.Bytes(Result, image, channel, 0, Positions),
                    (byte)q.ZeroPoint
                );
            else
                Move(
                    workspace.Floats(input, image, channel, 0, count),
                    workspace.Floats(Result, image, channel, 0, Positions),
                    0f
                );
        }

        private void Move<T>(ReadOnlySpan<T> from, Span<T> to, T zero)
        {
            to.Fill(zero);
            var width = input.Shape.Width;
            for (var y = 0; y < input.Shape.Height; y++)
                from.Slice(y * width, width).CopyTo(to[((node.Top + y) * Result.Shape.Width + node.Left)..]);
        }
    }
}
