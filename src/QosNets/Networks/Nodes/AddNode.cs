using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>The sum of two tensors, in float32.</summary>
internal sealed record AddNode(string Name, string Left, string Right) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Left, Right];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Elementwise;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsSum => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs[0] != inputs[1])
            throw new NetworkException($"{Name}: cannot add {inputs[0]} and {inputs[1]}");
        return inputs[0];
    }
}
