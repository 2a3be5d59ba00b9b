using System.Text.Json.Serialization;
using QosNets.Kernels;

namespace QosNets.Networks;

/// <summary>
/// A 2-D convolution, one of the approximated layers. Parameter <c>NAME.weight</c> [out, in/groups, kernel, kernel]
/// and, with <paramref name="Bias"/>, <c>NAME.bias</c> [out].
/// </summary>
public sealed record Conv2dNode(
    string Name,
    string Input,
    int InChannels,
    int OutChannels,
    int Kernel,
    int Stride,
    int Padding,
    int Groups,
    bool Bias
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
        : Kernel == 1 ? "pointwise"
        : "standard";

    private protected override int[] WeightShape => [OutChannels, InChannels / Groups, Kernel, Kernel];

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (OutChannels < 1 || Kernel < 1 || Stride < 1 || Padding < 0 || Groups < 1)
            throw new NetworkException(
                $"{Name}: {OutChannels} channels, kernel {Kernel}, stride {Stride}, padding {Padding}, {Groups} groups; "
                    + $"padding may be 0, the rest begins at 1"
            );
        var g = Geometry(inputs[0]);
        if (inputs[0].Channels != InChannels)
            throw new NetworkException($"{Name}: {inputs[0].Channels} input channels where {InChannels} are expected");
        if (InChannels % Groups != 0 || OutChannels % Groups != 0)
            throw new NetworkException($"{Name}: {Groups} groups do not divide {InChannels} and {OutChannels} channels");
        if (g.OutHeight <= 0 || g.OutWidth <= 0)
            throw new NetworkException($"{Name}: a {Kernel}×{Kernel} kernel does not fit a {inputs[0]} input");
        return new Shape(OutChannels, g.OutHeight, g.OutWidth);
    }

    /// <inheritdoc/>
    public override ConvolutionGeometry Geometry(Shape input) =>
        new(InChannels, input.Height, input.Width, OutChannels, Kernel, Kernel, Stride, Padding, Groups);
}
