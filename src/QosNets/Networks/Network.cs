using QosNets.Kernels;

namespace QosNets.Networks;

/// <summary>A network: nodes in an order in which every node follows its inputs. The last node's tensor is the logits.</summary>
public sealed class Network
{
    // Far above any real image, and low enough that offsets into a few images stay within 32 bits.
    private const int MaxLength = 1 << 26;

    private readonly Dictionary<string, Node> byName = [];
    private readonly Dictionary<string, Shape> shapes = [];

    /// <summary>Checks the graph and infers all shapes.</summary>
    /// <exception cref="NetworkException">A name is used twice, an input is unknown or does not fit.</exception>
    public Network(string name, IReadOnlyList<Node> nodes)
    {
        Name = name;
        Nodes = nodes;
        foreach (var node in nodes)
        {
            var inputs = new List<Shape>();
            foreach (var input in node.Inputs)
            {
                if (!shapes.TryGetValue(input, out var shape))
                    throw new NetworkException($"{name}: node {node.Name} reads {input}, which no node before it computes");
                inputs.Add(shape);
            }
            if (!byName.TryAdd(node.Name, node))
                throw new NetworkException($"{name}: two nodes are called {node.Name}");
            var own = node.InferShape(inputs);
            if ((long)own.Channels * own.Height * own.Width > MaxLength)
                throw new NetworkException($"{name}: node {node.Name} computes {own} values, more than {MaxLength}");
            shapes[node.Name] = own;
        }
        if (nodes.Count == 0 || nodes[0] is not InputNode || nodes.OfType<InputNode>().Count() != 1)
            throw new NetworkException($"{name}: a network begins with its one input node");
        Layers = [.. nodes.OfType<LayerNode>().Select(n => new Layer(n, n.Geometry(shapes[n.Inputs[0]])))];
        BatchNorms = [.. nodes.OfType<BatchNormNode>()];
    }

    /// <summary>Name, for example <c>resnet8</c>.</summary>
    public string Name { get; }

    /// <summary>All nodes, inputs before readers.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The approximated layers, in graph order; everything that is "per layer" follows this order.</summary>
    internal IReadOnlyList<Layer> Layers { get; }

    /// <summary>The batch normalisations, in graph order.</summary>
    internal IReadOnlyList<BatchNormNode> BatchNorms { get; }

    /// <summary>Shape of one image.</summary>
    public Shape InputShape => Input.Shape;

    /// <summary>The input node.</summary>
    internal InputNode Input => (InputNode)Nodes[0];

    /// <summary>The node whose tensor is the output.</summary>
    public Node Output => Nodes[^1];

    /// <summary>Number of classes.</summary>
    public int Classes => shapes[Output.Name].Length;

    /// <summary>The node of that name.</summary>
    public Node this[string node] => byName[node];

    /// <summary>Shape of a node's tensor.</summary>
    public Shape ShapeOf(string node) => shapes[node];

    /// <summary>The nodes that read the given node's tensor.</summary>
    public IEnumerable<Node> Readers(string node) => Nodes.Where(n => n.Inputs.Contains(node));

    /// <summary>
    /// The batch normalisation that is a layer's only reader, or null: such a layer gets a per-channel affine per point.
    /// A second reader would need the layer's own tensor, so the two steps could not be one.
    /// </summary>
    internal BatchNormNode? BatchNormOf(LayerNode layer) =>
        Readers(layer.Name).Take(2).ToArray() is [BatchNormNode only] ? only : null;
}

/// <summary>An approximated layer with its sizes.</summary>
internal sealed record Layer(LayerNode Node, ConvolutionGeometry Geometry)
{
    /// <summary>Name of the layer's node.</summary>
    public string Name => Node.Name;
}
