using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// The channels of several tensors one behind the other, in float32. The quantised network gives the result one quantiser:
/// values of bytes with another one are rounded anew, and bytes with the same one stay as they are.
/// </summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Parts">Names of the tensors, 1 or more of equal height and width.</param>
internal sealed record ConcatNode(string Name, IReadOnlyList<string> Parts) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs =>
        Parts.Count > 0 && Parts.All(p => p is not null)
            ? Parts
            : throw new NetworkException($"{Name}: a concatenation names 1 or more tensors, and none is null");

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Floats;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Any(s => (s.Height, s.Width) != (inputs[0].Height, inputs[0].Width)))
            throw new NetworkException($"{Name}: cannot put {string.Join(" and ", inputs)} one behind the other");
        return inputs[0] with { Channels = checked(inputs.Sum(s => s.Channels)) };
    }
}
