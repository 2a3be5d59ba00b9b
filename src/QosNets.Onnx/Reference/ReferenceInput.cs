using QosNets.Networks;

namespace QosNets.Onnx.Reference;

/// <summary>Images in the form in which a file reads them.</summary>
internal static class ReferenceInput
{
    /// <summary>Values in the file's order of axes.</summary>
    /// <param name="model">The imported model.</param>
    /// <param name="values">[images, channels, rows, columns].</param>
    /// <returns>[images, …] as the file has its axes.</returns>
    public static float[] Of(ImportedModel model, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(model);
        var moved = new float[values.Length];
        for (var i = 0; i < moved.Length; i++)
            moved[Place(model, model.Network.Input.Shape, i)] = values[i];
        return moved;
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
