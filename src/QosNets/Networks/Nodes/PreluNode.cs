using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// Parametric ReLU (He et al. 2015), element by element in float32: x at or above 0, x · slope of the channel below. The slopes
/// are fixed: neither training nor an operating point changes them.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Slopes">Factor of values below 0 for each channel, finite.</param>
internal sealed record PreluNode(string Name, string Input, IReadOnlyList<float> Slopes) : Node(Name)
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
        if (Slopes.Count != inputs[0].Channels)
            throw new NetworkException($"{Name}: {Slopes.Count} slopes for {inputs[0].Channels} channels");
        if (Slopes.Any(s => !float.IsFinite(s)))
            throw new NetworkException($"{Name}: a slope is not finite; all must be");
        return inputs[0];
    }
}
