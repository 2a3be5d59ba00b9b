using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>Leaky ReLU (Maas et al. 2013), element by element in float32: x at or above 0, x · slope below.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Slope">Factor of values below 0, finite.</param>
internal sealed record LeakyReluNode(string Name, string Input, float Slope) : Node(Name)
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
        if (!float.IsFinite(Slope))
            throw new NetworkException($"{Name}: slope {Slope}; it must be finite");
        return inputs[0];
    }
}
