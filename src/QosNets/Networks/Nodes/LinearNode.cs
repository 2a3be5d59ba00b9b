using System.Text.Json.Serialization;
using QosNets.Kernels;

namespace QosNets.Networks;

/// <summary>
/// A fully connected layer on a flat input. Parameters <c>NAME.weight</c> [out, in] and, with <paramref name="Bias"/>,
/// <c>NAME.bias</c> [out].
/// </summary>
internal sealed record LinearNode(string Name, string Input, int InFeatures, int OutFeatures, bool Bias) : LayerNode(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasBias => Bias;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "linear";

    private protected override int[] WeightShape => [OutFeatures, InFeatures];

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (OutFeatures < 1)
            throw new NetworkException($"{Name}: {OutFeatures} output features; at least 1 is needed");
        if (inputs[0] != new Shape(InFeatures, 1, 1))
            throw new NetworkException($"{Name}: input {inputs[0]} where {InFeatures}×1×1 is expected");
        return new Shape(OutFeatures, 1, 1);
    }

    /// <inheritdoc/>
    public override ConvolutionGeometry Geometry(Shape input) => ConvolutionGeometry.Linear(InFeatures, OutFeatures);
}
