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
[JsonDerivedType(typeof(AffineNode), "affine")]
[JsonDerivedType(typeof(ActivationNode), "activation")]
[JsonDerivedType(typeof(ClipNode), "clip")]
[JsonDerivedType(typeof(LeakyReluNode), "leakyrelu")]
[JsonDerivedType(typeof(PreluNode), "prelu")]
[JsonDerivedType(typeof(HardSwishNode), "hardswish")]
[JsonDerivedType(typeof(SiluNode), "silu")]
[JsonDerivedType(typeof(SigmoidNode), "sigmoid")]
[JsonDerivedType(typeof(HardSigmoidNode), "hardsigmoid")]
[JsonDerivedType(typeof(GeluNode), "gelu")]
[JsonDerivedType(typeof(AddNode), "add")]
[JsonDerivedType(typeof(MultiplyNode), "multiply")]
[JsonDerivedType(typeof(ConcatNode), "concat")]
[JsonDerivedType(typeof(ShortcutNode), "shortcut")]
[JsonDerivedType(typeof(SliceNode), "slice")]
[JsonDerivedType(typeof(PadNode), "pad")]
[JsonDerivedType(typeof(MaxPoolNode), "maxpool")]
[JsonDerivedType(typeof(AveragePoolNode), "averagepool")]
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

    /// <summary>How values pass through the node.</summary>
    [JsonIgnore]
    internal abstract ValueFlow Flow { get; }

    /// <summary>
    /// The range that an element-wise node cuts its input to, when that is all it does; else null.
    /// </summary>
    [JsonIgnore]
    internal virtual ValueBounds? Bounds => null;

    /// <summary>Whether the node is the element-wise sum of its two inputs.</summary>
    [JsonIgnore]
    public virtual bool IsSum => false;

    /// <summary>The node's parameters in a network that holds it, in the order of files; most nodes have none.</summary>
    internal virtual IReadOnlyList<Parameter> Parameters(Network network) => [];

    /// <summary>A parameter of this node, called NAME.suffix.</summary>
    private protected Parameter Own(string suffix, ParameterRole role, ParameterOwners owners, params int[] shape) =>
        new($"{Name}.{suffix}", shape, role, Name, owners);
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
