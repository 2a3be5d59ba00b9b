using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// GELU (Hendrycks and Gimpel 2016), element by element: x/2 · (1 + erf(x/√2)), computed in double and rounded once to float32
/// as <see cref="Numerics.Gelu"/> states.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
internal sealed record GeluNode(string Name, string Input) : Node(Name)
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
