using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// Hard swish (Howard et al. 2019), element by element in float32: max(x, −3) · min(max(x · (1/6) + 0.5, 0), 1), every
/// operation rounded on its own. It is 0 up to −3 and x from 3 on.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
internal sealed record HardSwishNode(string Name, string Input) : Node(Name)
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
