using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>
/// Average pooling over windows in the engine: the int32 sum of q − z_x over the window's bytes, times
/// (float)((double)s_x / count).
/// </summary>
internal sealed class AveragePoolOperator : StepOperator<AveragePoolNode>
{
    protected override EngineStep Bind(AveragePoolNode node, PlannedStep step, PointBinding binding) =>
        new Step(node, binding.Slot(node.Input), binding.Chain(step));

    private sealed class Step(AveragePoolNode node, TensorSlot input, Chain chain) : StreamStep(chain)
    {
        private readonly int height = input.Shape.Height;
        private readonly int width = input.Shape.Width;
        private readonly PoolWindows windows = node.Windows;

        protected override void Read(Workspace workspace, int image, int channel, int position, Span<float> values)
        {
            var plane = workspace.Bytes(input, image, channel, 0, height * width);
            for (var i = 0; i < values.Length; i++)
            {
                var (row, column) = Math.DivRem(position + i, Result.Shape.Width);
                values[i] = Mean(plane, row * windows.StrideHeight - windows.Top, column * windows.StrideWidth - windows.Left);
            }
        }

        private float Mean(ReadOnlySpan<byte> plane, int top, int left)
        {
            var (firstRow, lastRow) = (Math.Max(top, 0), Math.Min(top + windows.Height, height));
            var (firstColumn, lastColumn) = (Math.Max(left, 0), Math.Min(left + windows.Width, width));
            var inside = (lastRow - firstRow) * (lastColumn - firstColumn);
            var sum = -inside * input.Quantizer!.ZeroPoint;
            for (var row = firstRow; row < lastRow; row++)
            {
                foreach (var q in plane[(row * width + firstColumn)..(row * width + lastColumn)])
                    sum += q;
            }
            var count = node.CountIncludePad ? (double)windows.Height * windows.Width : inside;
            return sum * (float)(input.Quantizer.Scale / count);
        }
    }
}
