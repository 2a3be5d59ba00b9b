using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Option-A shortcuts in the engine.</summary>
internal sealed class ShortcutOperator : StepOperator<ShortcutNode>
{
    protected override EngineStep Bind(ShortcutNode node, PlannedStep step, PointBinding binding) =>
        new ShortcutStep(binding.Slot(node.Input), binding.Slot(step.Result), node.Stride);
}

/// <summary>Option-A shortcut of bytes or floats; the channels it adds hold real 0, which is the byte z_x.</summary>
internal sealed class ShortcutStep(TensorSlot input, TensorSlot output, int stride) : PlaneStep(output)
{
    private readonly int count = input.Shape.Height * input.Shape.Width;
    private readonly int before = (output.Shape.Channels - input.Shape.Channels) / 2;

    protected override void Run(Workspace workspace, int image, int channel)
    {
        var source = channel - before;
        var isAdded = source < 0 || source >= input.Shape.Channels;
        if (input.Quantizer is { } q)
            Move<byte>(
                isAdded ? [] : workspace.Bytes(input, image, source, 0, count),
                workspace.Bytes(Result, image, channel, 0, Positions),
                (byte)q.ZeroPoint
            );
        else
            Move<float>(
                isAdded ? [] : workspace.Floats(input, image, source, 0, count),
                workspace.Floats(Result, image, channel, 0, Positions),
                0f
            );
    }

    private void Move<T>(ReadOnlySpan<T> from, Span<T> to, T zero)
        where T : unmanaged
    {
        if (from.IsEmpty)
        {
            to.Fill(zero);
            return;
        }
        var (inWidth, width) = (input.Shape.Width, Result.Shape.Width);
        for (var y = 0; y < Result.Shape.Height; y++)
        {
            var source = from.Slice(y * stride * inWidth, inWidth);
            var target = to.Slice(y * width, width);
            for (
                var x =
                    typeof(T) == typeof(byte) && stride == 2
                        ? MoveEven(MemoryMarshal.AsBytes(source), MemoryMarshal.AsBytes(target))
                        : 0;
                x < width;
                x++
            )
                target[x] = source[x * stride];
        }
    }

    /// <summary>Takes every second byte, eight at a time; returns how many were taken.</summary>
    private static int MoveEven(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var x = 0;
        for (; x <= to.Length - 8 && 2 * x <= from.Length - 16; x += 8)
        {
            var even = Vector128.Create(from.Slice(2 * x, 16)).AsUInt16() & Vector128.Create((ushort)0xFF);
            Vector128.Narrow(even, even).GetLower().CopyTo(to[x..]);
        }
        return x;
    }
}
