using System.Text.Json.Serialization;
using QosNets.Kernels;

namespace QosNets.Networks;

/// <summary>
/// A 2-D convolution, one of the approximated layers. Parameter <c>NAME.weight</c> [out, in/groups, kernel rows, kernel columns]
/// and, with <paramref name="Bias"/>, <c>NAME.bias</c> [out]. Padding holds real 0. Sizes that are null are those of a square
/// convolution, and files leave them out.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="InChannels">Channels of the input, a multiple of <paramref name="Groups"/>.</param>
/// <param name="OutChannels">Channels of the output, a multiple of <paramref name="Groups"/>.</param>
/// <param name="Kernel">Rows of the kernel, at least 1.</param>
/// <param name="Stride">Rows from one output to the next, at least 1.</param>
/// <param name="Padding">Rows of padding above the input, at least 0.</param>
/// <param name="Groups">Groups of channels; the outputs of a group see its inputs only.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="KernelWidth">Columns of the kernel; null: as many as rows.</param>
/// <param name="StrideWidth">Columns from one output to the next; null: as many as rows.</param>
/// <param name="Dilation">Rows of the input from one kernel row to the next, at least 1; null: 1.</param>
/// <param name="DilationWidth">The same for columns; null: as many as rows.</param>
/// <param name="PadLeft">Columns of padding before the input; null: <paramref name="Padding"/>.</param>
/// <param name="PadBottom">Rows of padding below the input; null: <paramref name="Padding"/>.</param>
/// <param name="PadRight">Columns of padding behind the input; null: as many as before it.</param>
internal sealed record Conv2dNode(
    string Name,
    string Input,
    int InChannels,
    int OutChannels,
    int Kernel,
    int Stride,
    int Padding,
    int Groups,
    bool Bias,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? KernelWidth = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? StrideWidth = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Dilation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DilationWidth = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? PadLeft = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? PadBottom = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? PadRight = null
) : LayerNode(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasBias => Bias;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind =>
        Groups > 1 && Groups == InChannels ? "depthwise"
        : Kernel == 1 && (KernelWidth ?? 1) == 1 ? "pointwise"
        : "standard";

    private protected override int[] WeightShape => [OutChannels, InChannels / Groups, Kernel, KernelWidth ?? Kernel];

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        var g = Geometry(inputs[0]);
        int[] fromOne = [OutChannels, Groups, g.KernelHeight, g.KernelWidth, g.StrideHeight, g.StrideWidth];
        if (fromOne.Min() < 1 || Math.Min(g.DilationHeight, g.DilationWidth) < 1)
            throw new NetworkException(
                $"{Name}: {OutChannels} channels, {Groups} groups, kernel {g.KernelHeight}×{g.KernelWidth}, stride "
                    + $"{g.StrideHeight}×{g.StrideWidth}, dilation {g.DilationHeight}×{g.DilationWidth}; all begin at 1"
            );
        int[] pads = [g.PadTop, g.PadLeft, g.PadBottom, g.PadRight];
        if (pads.Min() < 0)
            throw new NetworkException($"{Name}: padding {string.Join(", ", pads)}; it begins at 0");
        if (inputs[0].Channels != InChannels)
            throw new NetworkException($"{Name}: {inputs[0].Channels} input channels where {InChannels} are expected");
        if (InChannels % Groups != 0 || OutChannels % Groups != 0)
            throw new NetworkException($"{Name}: {Groups} groups do not divide {InChannels} and {OutChannels} channels");
        if (g.OutHeight <= 0 || g.OutWidth <= 0)
            throw new NetworkException($"{Name}: a kernel over {g.SpanHeight}×{g.SpanWidth} does not fit a {inputs[0]} input");
        return new Shape(OutChannels, g.OutHeight, g.OutWidth);
    }

    /// <inheritdoc/>
    public override ConvolutionGeometry Geometry(Shape input) =>
        new(InChannels, input.Height, input.Width, OutChannels, Kernel, KernelWidth ?? Kernel, Stride, Padding, Groups)
        {
            StrideWidth = StrideWidth ?? Stride,
            DilationHeight = Dilation ?? 1,
            DilationWidth = DilationWidth ?? Dilation ?? 1,
            PadLeft = PadLeft ?? Padding,
            PadBottom = PadBottom ?? Padding,
            PadRight = PadRight ?? PadLeft ?? Padding,
        };
}
