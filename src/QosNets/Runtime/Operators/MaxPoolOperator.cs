using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Max pooling in the engine.</summary>
internal sealed class MaxPoolOperator : StepOperator<MaxPoolNode>
{
    protected override EngineStep Bind(MaxPoolNode node, PlannedStep step, PointBinding binding) =>
        new MaxPoolStep(node, binding.Slot(node.Input), binding.Slot(step.Result));
}

/// <summary>Maximum over windows, of bytes or of floats: both keep the order of the real values.</summary>
internal sealed class MaxPoolStep(MaxPoolNode node, TensorSlot input, TensorSlot output) : PlaneStep(output)
{
    private readonly int count = input.Shape.Height * input.Shape.Width;
    private readonly PoolWindows windows = node.Windows;

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
        where T : unmanaged, INumber<T>
    {
        var w = windows;
        var (height, width, outWidth) = (input.Shape.Height, input.Shape.Width, Result.Shape.Width);
        var isPairs = typeof(T) == typeof(byte) && (w.Height, w.Width, w.StrideHeight, w.StrideWidth) == (2, 2, 2, 2);
        isPairs &= (w.Top, w.Left, w.Bottom, w.Right) == (0, 0, 0, 0);
        for (var y = 0; y < Result.Shape.Height; y++)
        {
            var top = y * w.StrideHeight - w.Top;
            var (firstRow, lastRow) = (Math.Max(top, 0), Math.Min(top + w.Height, height));
            var done = isPairs
                ? PoolPairs(MemoryMarshal.AsBytes(from.Slice(firstRow * width, 2 * width)), MemoryMarshal.AsBytes(to), y)
                : 0;
            for (var x = done; x < outWidth; x++)
            {
                var left = x * w.StrideWidth - w.Left;
                var (first, last) = (Math.Max(left, 0), Math.Min(left + w.Width, width));
                var max = from[firstRow * width + first];
                for (var row = firstRow * width; row < lastRow * width; row += width)
                for (var column = first; column < last; column++)
                    max = T.Max(max, from[row + column]);
                to[y * outWidth + x] = max;
            }
        }
    }

    /// <summary>Windows of 2×2 in steps of 2, eight at a time; returns how many of the row were pooled.</summary>
    private int PoolPairs(ReadOnlySpan<byte> rows, Span<byte> to, int y)
    {
        var (width, outWidth) = (input.Shape.Width, Result.Shape.Width);
        var x = 0;
        for (; x <= outWidth - 8; x += 8)
        {
            var upper = Vector128.Create(rows.Slice(2 * x, 16));
            var pairs = Vector128.Max(upper, Vector128.Create(rows.Slice(width + 2 * x, 16))).AsUInt16();
            var max = Vector128.Max(pairs & Vector128.Create((ushort)0xFF), pairs >>> 8);
            Vector128.Narrow(max, max).GetLower().CopyTo(to[(y * outWidth + x)..]);
        }
        return x;
    }
}
