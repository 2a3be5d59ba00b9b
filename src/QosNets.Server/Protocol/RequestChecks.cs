using QosNets.Networks;
using QosNets.Server.Batching;

namespace QosNets.Server.Protocol;

/// <summary>What a request must say of its tensors, in whichever form it comes.</summary>
/// <param name="shape">The model's images.</param>
/// <param name="maxImages">Images that a request may hold.</param>
/// <param name="points">Names of the operating points.</param>
internal sealed class RequestChecks(Shape shape, int maxImages, IReadOnlyList<string> points)
{
    /// <summary>Axes of a shape that is looked at; longer ones fit no model.</summary>
    public const int LongestShape = 8;

    private string ExpectedShape => $"[n, {shape.Channels}, {shape.Height}, {shape.Width}] with n from 1 to {maxImages}";

    /// <summary>Pixels of an image.</summary>
    public int ImageLength => shape.Length;

    /// <summary>Checks how many inputs there are.</summary>
    /// <exception cref="RequestException">It is not one.</exception>
    public static void OneInput(int inputs)
    {
        if (inputs != 1)
            throw JsonInput.Fault($"there are {inputs} inputs; give one, named '{Tensors.Input}', in inputs");
    }

    /// <summary>Checks the description of the input.</summary>
    /// <param name="name">Its name, or null when it has none.</param>
    /// <param name="datatype">Its data type, or null when it has none.</param>
    /// <param name="sizes">Its shape, or null when it has none.</param>
    /// <returns>The number of images.</returns>
    /// <exception cref="RequestException">It does not fit the model.</exception>
    public int Input(string? name, string? datatype, IReadOnlyList<long>? sizes)
    {
        if (name != Tensors.Input)
            throw JsonInput.Fault($"inputs[0].name is {Quoted(name)}; the model's input is '{Tensors.Input}'");
        if (Datatypes.SizeOf(datatype) == 0)
            throw JsonInput.Fault(
                $"inputs[0].datatype is {Quoted(datatype)}; {Datatypes.Bytes} is expected, or another one of {Datatypes.Names} "
                    + "with whole numbers 0..255"
            );
        if (sizes is null)
            throw JsonInput.Fault($"inputs[0].shape is missing; {ExpectedShape} is expected");
        if (sizes.Count > LongestShape)
            throw JsonInput.Fault($"inputs[0].shape has more than {LongestShape} axes; 4 are expected");
        if (
            sizes is not [var images, var channels, var rows, var columns]
            || (channels, rows, columns) != (shape.Channels, shape.Height, shape.Width)
            || images < 1
            || images > maxImages
        )
            throw JsonInput.Fault($"inputs[0].shape is [{string.Join(", ", sizes)}]; {ExpectedShape} is expected");
        return (int)images;
    }

    /// <summary>The outputs that a request asks for.</summary>
    /// <param name="wanted">Names, and whether each comes as bytes if it says so; none for all outputs.</param>
    /// <param name="binary">Whether outputs that say nothing come as bytes.</param>
    /// <exception cref="RequestException">There is no such output, or one is asked for twice.</exception>
    public static OutputRequest[] Outputs(IReadOnlyCollection<(string? Name, bool? Binary)> wanted, bool binary)
    {
        if (wanted.Count == 0)
            return [new OutputRequest(Tensors.Logits, binary), new OutputRequest(Tensors.Class, binary)];
        var outputs = new List<OutputRequest>();
        foreach (var (name, own) in wanted)
        {
            if (name is not (Tensors.Logits or Tensors.Class))
                throw JsonInput.Fault(
                    $"outputs[{outputs.Count}].name is {Quoted(name)}; the model's outputs are '{Tensors.Logits}' and "
                        + $"'{Tensors.Class}'"
                );
            if (outputs.Any(o => o.Name == name))
                throw JsonInput.Fault($"outputs[{outputs.Count}] asks for '{name}' again");
            outputs.Add(new OutputRequest(name, own ?? binary));
        }
        return [.. outputs];
    }

    /// <summary>What a request asks for itself.</summary>
    /// <param name="point">Name of the operating point that it wants, or null.</param>
    /// <param name="minMargin">Least margin at which an image stops on its way to dearer points, or null.</param>
    /// <exception cref="RequestException">There is no such point, the margin is not above 0, or both are asked for.</exception>
    public Wish Wish(string? point, double? minMargin)
    {
        if (point is not null && minMargin is not null)
            throw JsonInput.Fault("parameters have both operating_point and min_margin; give one of them");
        if (minMargin is { } margin && !((float)margin is > 0 and < float.PositiveInfinity))
            throw JsonInput.Fault(
                FormattableString.Invariant(
                    $"parameters.min_margin is {margin}; it is a margin between the two largest logits, above 0"
                )
            );
        if (point is null)
            return new Wish(null, (float?)minMargin);
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i] == point)
                return new Wish(i, null);
        }
        throw JsonInput.Fault($"parameters.operating_point is {Quoted(point)}; choose one of {string.Join(", ", points)}");
    }

    private static string Quoted(string? text) =>
        string.IsNullOrEmpty(text) ? "missing" : $"'{(text.Length > 40 ? text[..40] + "…" : text)}'";
}
