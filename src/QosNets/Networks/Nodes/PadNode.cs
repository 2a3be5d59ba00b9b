using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>Rows and columns of real 0 around a tensor.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Input">Name of the tensor that it reads.</param>
/// <param name="Top">Rows above, at least 0.</param>
/// <param name="Left">Columns before, at least 0.</param>
/// <param name="Bottom">Rows below, at least 0.</param>
/// <param name="Right">Columns behind, at least 0.</param>
internal sealed record PadNode(string Name, string Input, int Top, int Left, int Bottom, int Right) : Node(Name)
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
        int[] pads = [Top, Left, Bottom, Right];
        if (pads.Min() < 0)
            throw new NetworkException($"{Name}: padding {string.Join(", ", pads)}; it begins at 0");
        var s = inputs[0];
        return new Shape(s.Channels, checked(s.Height + Top + Bottom), checked(s.Width + Left + Right));
    }
}
