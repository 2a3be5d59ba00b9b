using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>Kinds of activation.</summary>
public enum ActivationKind
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,
}

/// <summary>An activation function.</summary>
internal sealed record ActivationNode(string Name, string Input, ActivationKind Kind) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Inputs => [Input];

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueFlow Flow => ValueFlow.Elementwise;

    /// <inheritdoc/>
    [JsonIgnore]
    internal override ValueBounds? Bounds =>
        Kind switch
        {
            ActivationKind.Relu => new(0, float.PositiveInfinity),
            ActivationKind.Relu6 => new(0, 6),
            _ => throw new NetworkException(
                $"{Name}: there is no activation {Kind}; choose one of " + string.Join(", ", Enum.GetNames<ActivationKind>())
            ),
        };

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        // A file may hold a number that is no kind; asking for the bounds refuses it.
        _ = Bounds;
        return inputs[0];
    }
}
