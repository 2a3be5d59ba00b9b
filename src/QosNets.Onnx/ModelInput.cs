using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Files;
using QosNets.Onnx.Files.Wire;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx;

/// <summary>The input of a model: its shape as an image, and how the file's axes walk through it.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Shape">Shape of one image.</param>
/// <param name="Layout">The file's axes.</param>
/// <param name="ChannelsLast">Whether channels are the last axis.</param>
internal sealed record ModelInput(string Name, Shape Shape, Layout Layout, bool ChannelsLast)
{
    private const long MostSize = 1 << 16;

    /// <summary>Finds the input of a file.</summary>
    /// <exception cref="OnnxException">There are several, or its shape is open or unknown.</exception>
    public static ModelInput Of(ModelFile file, ImportOptions options)
    {
        var graph = file.Model.Graph;
        var constants = graph.Initializer.Select(t => t.Name).ToHashSet();
        var inputs = graph.Input.Where(i => !constants.Contains(i.Name)).ToArray();
        if (inputs is not [var input])
            throw new OnnxException(
                $"{file.Name}: it has {inputs.Length} inputs ({string.Join(", ", inputs.Select(i => i.Name))}); one of images is "
                    + "known"
            );
        var place = $"{file.Name}: input '{input.Name}'";
        var type = input.Type?.TensorType;
        if ((ElementType?)type?.ElemType is ElementType.UInt8)
            throw new OnnxException(
                $"{place} takes bytes, as points do that qosnets exports as lut; those are for running, not for reading back"
            );
        if (
            type?.Shape is null
            || (ElementType)type.ElemType is not (ElementType.Float or ElementType.Float16 or ElementType.Double)
        )
            throw new OnnxException($"{place} is no tensor of real numbers with a shape; export the model with float32 inputs");
        long[] dims = [.. type.Shape.Dim.Select(d => d.DimValue)];
        if (dims.Length is < 2 or > 4 || dims.Any(d => d is < 0 or > MostSize))
            throw new OnnxException(
                $"{place} has the shape {string.Join("×", dims)}; 2 to 4 axes of at most {MostSize} are known, the batch first"
            );
        var batch = dims[0] == 0 ? 1 : (int)dims[0];
        var last = dims.Length == 4 && IsChannelsLast(graph, input.Name, dims);
        if (last)
            dims = [dims[0], dims[3], dims[1], dims[2]];
        var shape = ShapeOf(dims, options, place);
        var layout = Layout.Usual(batch, shape, dims.Length - 2);
        if (dims.Length == 2)
            layout = new Layout(
                batch,
                [
                    [.. Layout.Usual(batch, shape, 2).Axes.SelectMany(a => a)],
                ]
            );
        return new ModelInput(input.Name, shape, last ? layout.Transpose([0, 2, 3, 1]) : layout, last);
    }

    /// <summary>Whether all readers bring channels to the front, or only the last axis can be that of colours.</summary>
    private static bool IsChannelsLast(GraphProto graph, string input, long[] dims)
    {
        var readers = graph.Node.Where(n => n.Input.Contains(input)).ToArray();
        var isMoved =
            readers.Length > 0
            && readers.All(n =>
                n.OpType == "Transpose"
                && n.Attribute.FirstOrDefault(a => a.Name == "perm")?.Ints.SequenceEqual([0, 3, 1, 2]) == true
            );
        return isMoved || (dims[3] is 1 or 3 && dims[1] is not (1 or 3));
    }

    private static Shape ShapeOf(long[] dims, ImportOptions options, string place)
    {
        if (dims.Length == 2)
            return Flat(dims[1], options, place);
        var (channels, height, width) = (dims[1], dims.Length == 4 ? dims[2] : 1, dims[^1]);
        if (options.InputSize is { } size)
            (height, width) = (dims.Length == 4 ? size : 1, size);
        if (options.Input is { } wanted)
        {
            if (channels != 0 && channels != wanted.Channels)
                throw new OnnxException(
                    $"{place} has {channels} channels, the images {wanted.Channels}; convert the images, or export the model for "
                        + "them"
                );
            return wanted;
        }
        if (height == 0 || width == 0)
            throw new OnnxException($"{place} leaves rows and columns open; give the size of the images (--input-size)");
        if (channels == 0)
            throw new OnnxException($"{place} leaves the number of channels open; export the model with a fixed one");
        return Checked((int)channels, (int)height, (int)width, place);
    }

    private static Shape Flat(long features, ImportOptions options, string place)
    {
        if (options.Input is { } image)
            return features == 0 || features == (long)image.Channels * image.Height * image.Width
                ? image
                : throw new OnnxException($"{place} has {features} values, an image {image}; give images of as many values");
        if (features == 0)
            throw new OnnxException($"{place} leaves the number of values open; export the model with a fixed one");
        return Checked((int)features, 1, 1, place);
    }

    private static Shape Checked(int channels, int height, int width, string place) =>
        Math.Min(channels, Math.Min(height, width)) >= 1 && (long)channels * height * width <= 1 << 26
            ? new Shape(channels, height, width)
            : throw new OnnxException(
                $"{place}: an image of {channels}×{height}×{width} is empty or too large; use a smaller one"
            );
}
