using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>Maximum over square windows, without padding; computed on bytes in the quantised network.</summary>
public sealed record MaxPoolNode(string Name, string Input, int Kernel, int Stride) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    public override ValueFlow Flow => ValueFlow.MovesValues;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (Kernel < 1 || Stride < 1)
            throw new NetworkException($"{Name}: window {Kernel} and stride {Stride}; both begin at 1");
        var s = inputs[0];
        if (s.Height < Kernel || s.Width < Kernel)
            throw new NetworkException($"{Name}: a {Kernel}×{Kernel} window does not fit a {s} input");
        return new Shape(s.Channels, (s.Height - Kernel) / Stride + 1, (s.Width - Kernel) / Stride + 1);
    }
}
