using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>Per-channel normalisation of the input: (x − mean) / std.</summary>
internal sealed record NormalizeNode(string Name, string Input, IReadOnlyList<float> Mean, IReadOnlyList<float> Std) : Node(Name)
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
        if (Mean.Count != inputs[0].Channels || Std.Count != inputs[0].Channels)
            throw new NetworkException(
                $"{Name}: {Mean.Count} means and {Std.Count} deviations for {inputs[0].Channels} channels"
            );
        if (Std.Any(s => !(s > 0) || !float.IsFinite(s)) || Mean.Any(m => !float.IsFinite(m)))
            throw new NetworkException($"{Name}: normalisation needs finite means and deviations above 0");
        return inputs[0];
    }
}
