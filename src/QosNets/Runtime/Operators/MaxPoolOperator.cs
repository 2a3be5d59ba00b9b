using System.Numerics;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Max pooling in the engine.</summary>
internal sealed class MaxPoolOperator : StepOperator<MaxPoolNode>
{
    protected override EngineStep Bind(MaxPoolNode node, PlannedStep step, PointBinding binding) =>
        new MaxPoolStep(node, binding.Slot(node.Input), binding.Slot(step.Result));
}

/// <summary>Maximum over square windows, of bytes or of floats: both keep the order of the real values.</summary>
internal sealed class MaxPoolStep(MaxPoolNode node, TensorSlot input, TensorSlot output) : PlaneStep(output)
{
    private readonly int count = input.Shape.Height * input.Shape.Width;

    protected override void Run(Workspace workspace, int image, int channel)
    {
        if (input.Quantizer is null)
            Pool<float>(
                workspace.Floats(input, image, channel, 0, count),
                workspace.Floats(Result, image, channel, 0, Positions)
            );
        else
            Pool<byte>(workspace.Bytes(input, image, channel, 0, count), workspace.Bytes(Result, image, channel, 0, Positions));
    }

    private void Pool<T>(ReadOnlySpan<T> from, Span<T> to)
        where T : INumber<T>
    {
        var (height, width) = (input.Shape.Height, input.Shape.Width);
        for (var y = 0; y < Result.Shape.Height; y++)
        for (var x = 0; x < Result.Shape.Width; x++)
        {
            var (top, left) = (y * node.Stride - node.Padding, x * node.Stride - node.Padding);
            var (firstRow, lastRow) = (Math.Max(top, 0), Math.Min(top + node.Kernel, height));
            var (first, last) = (Math.Max(left, 0), Math.Min(left + node.Kernel, width));
            var max = from[firstRow * width + first];
            for (var row = firstRow; row < lastRow; row++)
            {
                foreach (var value in from[(row * width + first)..(row * width + last)])
                    max = T.Max(max, value);
            }
            to[y * Result.Shape.Width + x] = max;
        }
    }
}
