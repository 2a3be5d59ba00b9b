using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>min(max(x, low), high), element by element.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Low">Lowest value, finite.</param>
/// <param name="High">Highest value, finite, at or above <paramref name="Low"/>.</param>
internal sealed record ClipNode(string Name, string Input, float Low, float High) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Elementwise;

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueBounds? Bounds => new(Low, High);

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (!float.IsFinite(Low) || !float.IsFinite(High) || Low > High)
            throw new NetworkException($"{Name}: values cannot be cut to {Low}..{High}; both are finite, the lower one first");
        return inputs[0];
    }
}
