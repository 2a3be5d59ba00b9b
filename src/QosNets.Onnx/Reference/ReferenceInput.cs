using QosNets.Networks;

namespace QosNets.Onnx.Reference;

/// <summary>Images in the form in which a file reads them.</summary>
public static class ReferenceInput
{
    /// <summary>Normalised values in the file's order of axes.</summary>
    /// <param name="model">The imported model.</param>
    /// <param name="pixels">[images, channels, rows, columns], 0..255.</param>
    /// <param name="options">What the model was imported with.</param>
    /// <returns>[images, …] as the file has its axes.</returns>
    public static float[] Of(ImportedModel model, ReadOnlySpan<byte> pixels, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var shape = model.Network.Input.Shape;
        var plane = shape.Height * shape.Width;
        var values = new float[pixels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var channel = i / plane % shape.Channels;
            var x = pixels[i] / 255f;
            if (options is { Mean: { } mean, Std: { } std })
                x = (x - mean[channel]) / std[channel];
            values[Place(model, shape, i)] = x;
        }
        return values;
    }

    /// <summary>Sizes of the file's input for so many images.</summary>
    /// <param name="model">The imported model.</param>
    /// <param name="images">The images.</param>
    public static long[] Dims(ImportedModel model, int images)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [images, .. model.Input.Dims.Skip(1)];
    }

    private static int Place(ImportedModel model, Shape shape, int at)
    {
        if (!model.Input.ChannelsLast)
            return at;
        var (image, inside) = Math.DivRem(at, shape.Length);
        var (channel, position) = Math.DivRem(inside, shape.Height * shape.Width);
        return image * shape.Length + position * shape.Channels + channel;
    }
}
