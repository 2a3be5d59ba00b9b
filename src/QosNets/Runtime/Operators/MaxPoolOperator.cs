using System.Numerics;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Max pooling in the engine.</summary>
internal sealed class MaxPoolOperator : StepOperator<MaxPoolNode>
{
    protected override EngineStep Bind(MaxPoolNode node, PlannedStep step, PointBinding binding) =>
        new MaxPoolStep(binding.Slot(node.Input), binding.Slot(step.Result), node.Kernel, node.Stride);
}

/// <summary>Maximum over square windows, of bytes or of floats: both keep the order of the real values.</summary>
internal sealed class MaxPoolStep(TensorSlot input, TensorSlot output, int kernel, int stride) : PlaneStep(output)
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
        var (inWidth, width) = (input.Shape.Width, Result.Shape.Width);
        for (var y = 0; y < Result.Shape.Height; y++)
        for (var x = 0; x < width; x++)
        {
            var first = y * stride * inWidth + x * stride;
            var max = from[first];
            for (var i = 0; i < kernel; i++)
            for (var j = 0; j < kernel; j++)
                max = T.Max(max, from[first + i * inWidth + j]);
            to[y * width + x] = max;
        }
    }
}
