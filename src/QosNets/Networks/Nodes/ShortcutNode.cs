using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// The option-A shortcut of the CIFAR ResNets (He et al. 2015): every <paramref name="Stride"/>-th row and column,
/// and channels of real 0 added half before and half after.
/// </summary>
internal sealed record ShortcutNode(string Name, string Input, int OutChannels, int Stride) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.MovesValues;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (Stride < 1)
            throw new NetworkException($"{Name}: stride {Stride}; it begins at 1");
        var s = inputs[0];
        if (OutChannels < s.Channels || (OutChannels - s.Channels) % 2 != 0)
            throw new NetworkException($"{Name}: {s.Channels} channels cannot be padded evenly to {OutChannels}");
        return new Shape(OutChannels, (s.Height + Stride - 1) / Stride, (s.Width + Stride - 1) / Stride);
    }
}
