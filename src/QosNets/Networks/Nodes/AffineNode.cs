using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// x · scale + offset with numbers of the channel, of which every operating point has its own; a rounded multiplication and
/// then a rounded addition in float32. Parameters <c>NAME.weight</c> (scale) and <c>NAME.bias</c> (offset), each [channels].
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Channels">Channels of the tensor, at least 1.</param>
internal sealed record AffineNode(string Name, string Input, int Channels) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Elementwise;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs[0].Channels != Channels)
            throw new NetworkException($"{Name}: {inputs[0].Channels} channels where {Channels} are expected");
        return inputs[0];
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Parameter> Parameters(Network network) =>
        [
            Own("weight", ParameterRole.Scale, ParameterOwners.Both, Channels),
            Own("bias", ParameterRole.Offset, ParameterOwners.Both, Channels),
        ];
}
