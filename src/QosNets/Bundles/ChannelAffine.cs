using QosNets.Networks;

namespace QosNets.Bundles;

/// <summary>
/// What turns a layer's accumulator into its float32 result: y = (float)accumulator · Scale[c] + Offset[c], a rounded
/// multiplication and then a rounded addition, never fused. Both numbers are computed in double and rounded once.
/// </summary>
/// <param name="Scale">m_c, one per channel.</param>
/// <param name="Offset">b_c, one per channel.</param>
internal sealed record ChannelAffine(float[] Scale, float[] Offset)
{
    /// <summary>
    /// The affine of a layer at one point. With batch normalisation, k = weight / √(running_var + ε):
    /// m = (s_x·s_w)·k and b = (bias − running_mean)·k + offset. Without it m = (s_x·s_w)·LAYER.scale and b = LAYER.bias.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">One of its layers.</param>
    /// <param name="inputScale">s_x.</param>
    /// <param name="weightScales">s_w: one, or one per output channel.</param>
    /// <param name="parameters">The point's parameters by name.</param>
    public static ChannelAffine OfLayer(
        Network network,
        LayerNode layer,
        float inputScale,
        ReadOnlySpan<float> weightScales,
        IReadOnlyDictionary<string, float[]> parameters
    )
    {
        var channels = network.ShapeOf(layer.Name).Channels;
        var (scale, offset) = (new float[channels], new float[channels]);
        var norm = network.BatchNormOf(layer);
        var bias = norm is null || layer.HasBias ? parameters[$"{layer.Name}.bias"] : null;
        var own = norm is null ? parameters[$"{layer.Name}.scale"] : null;
        for (var c = 0; c < channels; c++)
        {
            var step = (double)inputScale * weightScales[weightScales.Length == 1 ? 0 : c];
            if (norm is null)
                (scale[c], offset[c]) = ((float)(step * own![c]), bias![c]);
            else
                (scale[c], offset[c]) = Normalised(norm, c, step, bias is null ? 0 : bias[c], parameters);
        }
        return new ChannelAffine(scale, offset);
    }

    /// <summary>
    /// The affine of a batch normalisation that stands apart from any layer: m = k and b = −running_mean·k + offset.
    /// </summary>
    public static ChannelAffine OfBatchNorm(BatchNormNode norm, IReadOnlyDictionary<string, float[]> parameters)
    {
        var (scale, offset) = (new float[norm.Channels], new float[norm.Channels]);
        for (var c = 0; c < norm.Channels; c++)
            (scale[c], offset[c]) = Normalised(norm, c, 1, 0, parameters);
        return new ChannelAffine(scale, offset);
    }

    private static (float Scale, float Offset) Normalised(
        BatchNormNode norm,
        int c,
        double step,
        double bias,
        IReadOnlyDictionary<string, float[]> parameters
    )
    {
        var k =
            parameters[$"{norm.Name}.weight"][c] / Math.Sqrt((double)parameters[$"{norm.Name}.running_var"][c] + norm.Epsilon);
        return (
            (float)(step * k),
            (float)((bias - parameters[$"{norm.Name}.running_mean"][c]) * k + parameters[$"{norm.Name}.bias"][c])
        );
    }
}
