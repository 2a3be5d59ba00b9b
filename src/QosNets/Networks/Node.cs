using System.Text.Json.Serialization;

namespace QosNets.Networks;

/// <summary>
/// One node of a network graph. A node computes one tensor per image, named like the node, from the tensors
/// named in <see cref="Inputs"/>. Nodes are data: trainer, engine, profiler and writers each read them.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "node")]
[JsonDerivedType(typeof(InputNode), "input")]
[JsonDerivedType(typeof(NormalizeNode), "normalize")]
[JsonDerivedType(typeof(Conv2dNode), "conv2d")]
[JsonDerivedType(typeof(LinearNode), "linear")]
[JsonDerivedType(typeof(BatchNormNode), "batchnorm")]
[JsonDerivedType(typeof(ActivationNode), "activation")]
[JsonDerivedType(typeof(AddNode), "add")]
[JsonDerivedType(typeof(ShortcutNode), "shortcut")]
[JsonDerivedType(typeof(MaxPoolNode), "maxpool")]
[JsonDerivedType(typeof(GlobalAveragePoolNode), "globalaveragepool")]
[JsonDerivedType(typeof(FlattenNode), "flatten")]
public abstract record Node(string Name)
{
    /// <summary>Names of the nodes whose tensors this one reads, in order.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Inputs { get; }

    /// <summary>Shape of this node's tensor, given the shapes of its inputs.</summary>
    /// <exception cref="NetworkException">The inputs do not fit.</exception>
    public abstract Shape InferShape(IReadOnlyList<Shape> inputs);
}

/// <summary>Shape of one image's tensor: channels, rows, columns. A flat vector has one row and one column.</summary>
public readonly record struct Shape(int Channels, int Height, int Width)
{
    /// <summary>Number of values.</summary>
    [JsonIgnore]
    public int Length => Channels * Height * Width;

    /// <inheritdoc/>
    public override string ToString() => $"{Channels}×{Height}×{Width}";
}

/// <summary>A network that cannot be built or run as given; the message names the node and the reason.</summary>
public sealed class NetworkException(string message) : UserException(message);
