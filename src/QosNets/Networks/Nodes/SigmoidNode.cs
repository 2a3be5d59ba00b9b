using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// The logistic function, element by element: 1 / (1 + e^−x), computed in double and rounded once to float32 as
/// <see cref="Numerics.Sigmoid"/> states.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
internal sealed record SigmoidNode(string Name, string Input) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Elementwise;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs) => inputs[0];
}
