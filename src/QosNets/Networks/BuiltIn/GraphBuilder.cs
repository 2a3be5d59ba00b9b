namespace QosNets.Networks;

/// <summary>
/// Appends nodes one behind the other and keeps their shapes, so that a builder reads like the network it builds.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, Shape> shapes = [];

    public GraphBuilder(Shape input, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        Append(new InputNode("input", input));
        Append(new NormalizeNode("normalize", "input", mean, std));
    }

    /// <summary>Name of the node appended last: what the next one reads.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Shape of the tensor of <see cref="Last"/>.</summary>
    public Shape Shape => shapes[Last];

    public GraphBuilder Append(Node node)
    {
        shapes[node.Name] = node.InferShape([.. node.Inputs.Select(i => shapes[i])]);
        nodes.Add(node);
        Last = node.Name;
        return this;
    }

    public GraphBuilder Convolution(
        string name,
        int channels,
        int kernel,
        int stride,
        int padding,
        int groups = 1,
        bool bias = false
    ) => Append(new Conv2dNode(name, Last, Shape.Channels, channels, kernel, stride, padding, groups, bias));

    public GraphBuilder BatchNorm(string name) => Append(new BatchNormNode(name, Last, Shape.Channels));

    public GraphBuilder Activation(string name, ActivationKind kind = ActivationKind.Relu) =>
        Append(new ActivationNode(name, Last, kind));

    public GraphBuilder MaxPool(string name, int size) => Append(new MaxPoolNode(name, Last, size, size));

    public GraphBuilder GlobalAveragePool(string name) => Append(new GlobalAveragePoolNode(name, Last));

    public GraphBuilder Linear(string name, int features) =>
        Append(new LinearNode(name, Last, Shape.Length, features, Bias: true));

    public Shape ShapeOf(string node) => shapes[node];

    public Network Build(string name) => new(name, nodes);
}
