using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// The product of two tensors in float32, place by place; a right one of one row and column holds a factor for each channel,
/// as the gates of squeeze-and-excitation (Hu et al. 2018) do. No approximate multiplier computes it.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Left">Name of the one tensor, which has the shape of the product.</param>
/// <param name="Right">Name of the other, of the same shape or of as many channels and one place.</param>
internal sealed record MultiplyNode(string Name, string Left, string Right) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Left, Right];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Floats;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs[1] != inputs[0] && inputs[1] != new Shape(inputs[0].Channels, 1, 1))
            throw new NetworkException($"{Name}: cannot multiply {inputs[0]} by {inputs[1]}");
        return inputs[0];
    }
}
