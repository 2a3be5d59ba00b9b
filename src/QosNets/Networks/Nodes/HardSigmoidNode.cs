using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// A line in place of the logistic function, element by element in float32: min(max(x · alpha + beta, 0), 1), every operation
/// rounded on its own.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Alpha">Slope of the line, finite.</param>
/// <param name="Beta">Its value at 0, finite.</param>
internal sealed record HardSigmoidNode(string Name, string Input, float Alpha, float Beta) : Node(Name)
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
        if (!float.IsFinite(Alpha) || !float.IsFinite(Beta))
            throw new NetworkException($"{Name}: alpha {Alpha} and beta {Beta}; both must be finite");
        return inputs[0];
    }
}
