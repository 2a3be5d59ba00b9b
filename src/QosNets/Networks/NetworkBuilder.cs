namespace QosNets.Networks;

/// <summary>
/// Appends nodes one behind the other and keeps their shapes, so that code that builds a network reads like it:
/// <code>
/// var network = new NetworkBuilder(new Shape(1, 28, 28), mean: [0.29f], std: [0.35f])
///     .Convolution("conv", channels: 8, kernel: 3, stride: 2, padding: 1)
///     .BatchNorm("norm")
///     .Activation("relu")
///     .Flatten("flat")
///     .Linear("classifier", features: 10)
///     .Build("mine");
/// </code>
/// A shortcut goes round some nodes: <c>.From("relu")</c> goes back to read that node, <c>.Add("sum", other)</c> joins two.
/// </summary>
public sealed class NetworkBuilder
{
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, Shape> shapes = [];

    /// <summary>Begins with the nodes <c>input</c> and <c>normalize</c>.</summary>
    /// <param name="input">Shape of one image.</param>
    /// <param name="mean">Mean of each channel, pixels counted as 0..1.</param>
    /// <param name="std">Standard deviation of each channel, above 0.</param>
    /// <exception cref="NetworkException">Means or deviations do not fit the shape.</exception>
    public NetworkBuilder(Shape input, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        Append(new InputNode("input", input));
        Append(new NormalizeNode("normalize", "input", mean, std));
    }

    /// <summary>Name of the node appended last: what the next one reads.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Shape of the tensor of <see cref="Last"/>.</summary>
    public Shape Shape => shapes[Last];

    /// <summary>Shape of a node's tensor.</summary>
    /// <param name="node">Name of a node appended before.</param>
    /// <exception cref="NetworkException">There is no such node.</exception>
    public Shape ShapeOf(string node) =>
        shapes.TryGetValue(node, out var shape)
            ? shape
            : throw new NetworkException($"there is no node '{node}' yet; append what a node reads before it");

    /// <summary>Goes back: the next node reads this one.</summary>
    /// <param name="node">Name of a node appended before.</param>
    /// <exception cref="NetworkException">There is no such node.</exception>
    public NetworkBuilder From(string node)
    {
        _ = ShapeOf(node);
        Last = node;
        return this;
    }

    /// <summary>Appends the sum of <see cref="Last"/> and another tensor of its shape.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="other">Name of a node appended before.</param>
    /// <exception cref="NetworkException">There is no such node, or the shapes differ.</exception>
    public NetworkBuilder Add(string name, string other) => Append(new AddNode(name, Last, other));

    /// <summary>Appends any node.</summary>
    /// <exception cref="NetworkException">Its inputs are not there, or do not fit.</exception>
    internal NetworkBuilder Append(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        shapes[node.Name] = node.InferShape([.. node.Inputs.Select(ShapeOf)]);
        nodes.Add(node);
        Last = node.Name;
        return this;
    }

    /// <summary>Appends a convolution, which a multiplier is chosen for.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">Rows and columns of the kernel.</param>
    /// <param name="stride">Rows and columns from one output to the next.</param>
    /// <param name="padding">Rows and columns of padding on each side.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="bias">Whether it has a bias; one before a BatchNorm needs none.</param>
    /// <exception cref="NetworkException">The sizes do not fit.</exception>
    public NetworkBuilder Convolution(
        string name,
        int channels,
        int kernel,
        int stride,
        int padding,
        int groups = 1,
        bool bias = false
    ) => Append(new Conv2dNode(name, Last, Shape.Channels, channels, kernel, stride, padding, groups, bias));

    /// <summary>Appends a batch normalisation, whose parameters belong to the operating point.</summary>
    public NetworkBuilder BatchNorm(string name) => Append(new BatchNormNode(name, Last, Shape.Channels));

    /// <summary>Appends an activation function.</summary>
    public NetworkBuilder Activation(string name, ActivationKind kind = ActivationKind.Relu) =>
        Append(new ActivationNode(name, Last, kind));

    /// <summary>Appends a max pooling over squares that do not overlap.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="size">Rows and columns of a square.</param>
    /// <exception cref="NetworkException">The squares exceed the image.</exception>
    public NetworkBuilder MaxPool(string name, int size) => Append(new MaxPoolNode(name, Last, size, size));

    /// <summary>Appends the mean of each channel.</summary>
    public NetworkBuilder GlobalAveragePool(string name) => Append(new GlobalAveragePoolNode(name, Last));

    /// <summary>Appends the tensor as a flat vector, which fully connected layers read.</summary>
    public NetworkBuilder Flatten(string name) => Append(new FlattenNode(name, Last));

    /// <summary>Appends a fully connected layer with a bias, which a multiplier is chosen for.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="features">Number of outputs; of the last node the number of classes.</param>
    /// <exception cref="NetworkException">The tensor is not flat.</exception>
    public NetworkBuilder Linear(string name, int features) =>
        Append(new LinearNode(name, Last, Shape.Length, features, Bias: true));

    /// <summary>The network; its classes are the outputs of the last node.</summary>
    /// <param name="name">Name of the network.</param>
    /// <exception cref="NetworkException">A name is there twice, or a tensor is too large.</exception>
    public Network Build(string name) => new(name, nodes);
}
