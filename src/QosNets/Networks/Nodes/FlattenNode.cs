using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>All values of the input as one vector, in channel, row, column order.</summary>
internal sealed record FlattenNode(string Name, string Input) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Renames;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs) => new(inputs[0].Length, 1, 1);
}
