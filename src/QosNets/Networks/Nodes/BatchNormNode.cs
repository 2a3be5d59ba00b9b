using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// Batch normalisation over channels. Parameters <c>NAME.weight</c> (scale), <c>NAME.bias</c> (offset),
/// <c>NAME.running_mean</c> and <c>NAME.running_var</c>, each [channels].
/// </summary>
internal sealed record BatchNormNode(string Name, string Input, int Channels, float Epsilon = 1e-5f) : Node(Name)
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
        if (!(Epsilon > 0))
            throw new NetworkException($"{Name}: epsilon {Epsilon}; it must be above 0");
        if (inputs[0].Channels != Channels)
            throw new NetworkException($"{Name}: {inputs[0].Channels} channels where {Channels} are expected");
        return inputs[0];
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Parameter> Parameters(Network network) =>
        [
            Own("weight", ParameterRole.Scale, ParameterOwners.Both, Channels),
            Own("bias", ParameterRole.Offset, ParameterOwners.Both, Channels),
            Own("running_mean", ParameterRole.Mean, ParameterOwners.Both, Channels),
            Own("running_var", ParameterRole.Variance, ParameterOwners.Both, Channels),
        ];
}
