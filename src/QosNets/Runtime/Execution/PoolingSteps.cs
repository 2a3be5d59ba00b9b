using System.Numerics;

namespace QosNets.Runtime;

/// <summary>
/// Global average pooling of bytes: the int32 sum over all positions less count·z_x, which is exact in float32 up to 2^24,
/// times (float)((double)s_x / count).
/// </summary>
internal sealed class AveragePoolStep(TensorSlot input, Chain chain) : EngineStep
{
    private readonly int count = input.Shape.Height * input.Shape.Width;
    private readonly float factor = (float)((double)input.Quantizer!.Scale / (input.Shape.Height * input.Shape.Width));

    public override void Run(Workspace workspace, int batch)
    {
        Span<float> value = stackalloc float[1];
        for (var image = 0; image < batch; image++)
            for (var channel = 0; channel < input.Shape.Channels; channel++)
            {
                var sum = 0;
                foreach (var q in workspace.Bytes(input, image, channel, 0, count))
                    sum += q;
                value[0] = (sum - count * input.Quantizer!.ZeroPoint) * factor;
                chain.Finish(workspace, image, channel, 0, value);
            }
    }
}

/// <summary>Maximum over square windows, of bytes or of floats: both keep the order of the real values.</summary>
internal sealed class MaxPoolStep(TensorSlot input, TensorSlot output, int kernel, int stride) : EngineStep
{
    public override void Run(Workspace workspace, int batch)
    {
        if (input.Quantizer is null)
            Pool<float>(workspace.Floats(input, batch), workspace.Floats(output, batch));
        else
            Pool<byte>(workspace.Bytes(input, batch), workspace.Bytes(output, batch));
    }

    private void Pool<T>(ReadOnlySpan<T> from, Span<T> to) where T : INumber<T>
    {
        var (inHeight, inWidth, height, width) = (input.Shape.Height, input.Shape.Width, output.Shape.Height, output.Shape.Width);
        for (var plane = 0; plane < to.Length / (height * width); plane++)
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var first = (plane * inHeight + y * stride) * inWidth + x * stride;
                    var max = from[first];
                    for (var i = 0; i < kernel; i++)
                        for (var j = 0; j < kernel; j++)
                            max = T.Max(max, from[first + i * inWidth + j]);
                    to[(plane * height + y) * width + x] = max;
                }
    }
}

/// <summary>Option-A shortcut of bytes or floats; the channels it adds hold real 0, which is the byte z_x.</summary>
internal sealed class ShortcutStep(TensorSlot input, TensorSlot output, int stride) : EngineStep
{
    public override void Run(Workspace workspace, int batch)
    {
        if (input.Quantizer is { } q)
            Move<byte>(workspace.Bytes(input, batch), workspace.Bytes(output, batch), (byte)q.ZeroPoint);
        else
            Move<float>(workspace.Floats(input, batch), workspace.Floats(output, batch), 0f);
    }

    private void Move<T>(ReadOnlySpan<T> from, Span<T> to, T zero)
    {
        to.Fill(zero);
        var (inChannels, channels) = (input.Shape.Channels, output.Shape.Channels);
        var before = (channels - inChannels) / 2;
        var (inHeight, inWidth, height, width) = (input.Shape.Height, input.Shape.Width, output.Shape.Height, output.Shape.Width);
        for (var image = 0; image < from.Length / input.Shape.Length; image++)
            for (var c = 0; c < inChannels; c++)
                for (var y = 0; y < height; y++)
                {
                    var source = ((image * inChannels + c) * inHeight + y * stride) * inWidth;
                    var target = ((image * channels + before + c) * height + y) * width;
                    for (var x = 0; x < width; x++)
                        to[target + x] = from[source + x * stride];
                }
    }
}
