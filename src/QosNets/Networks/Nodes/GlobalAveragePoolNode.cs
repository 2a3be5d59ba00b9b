using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>Mean over all positions of each channel; sums int32 bytes, then float32, in the quantised network.</summary>
internal sealed record GlobalAveragePoolNode(string Name, string Input) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.ReadsBytes;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs) => new(inputs[0].Channels, 1, 1);
}
