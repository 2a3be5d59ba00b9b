using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>The network's input: pixels divided by 255, channels first.</summary>
internal sealed record InputNode(string Name, Shape Shape) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Source;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        if (Shape.Channels < 1 || Shape.Height < 1 || Shape.Width < 1)
            throw new NetworkException($"{Name}: an input of {Shape} holds nothing");
        return Shape;
    }
}
