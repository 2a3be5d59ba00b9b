using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Quantization;

namespace QosNets.Onnx.Graph;

/// <summary>The graph while it grows: nodes, their shapes and parameters, and the grids of the file.</summary>
internal sealed class ImportGraph
{
    private readonly Dictionary<string, Node> nodes = [];
    private readonly Dictionary<string, Shape> shapes = [];
    private readonly Dictionary<(string Node, string Layout), Activation> usual = [];
    private readonly List<string> order = [];

    /// <summary>Names that nodes may have.</summary>
    public NodeNames Names { get; } = new();

    /// <summary>Parameters by name, as <see cref="NetworkParameters.Of"/> lists them.</summary>
    public Dictionary<string, float[]> Parameters { get; } = [];

    /// <summary>Quantisers of tensors, by the node that the file quantises after.</summary>
    public Dictionary<string, AffineQuantizer> Quantizers { get; } = [];

    /// <summary>Quantisers of weights, by layer.</summary>
    public Dictionary<string, WeightQuantizer> WeightQuantizers { get; } = [];

    /// <summary>What a user should know of the import, one line each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What the file does with the logits.</summary>
    public ModelEnding Ending { get; set; }

    /// <summary>Nodes in the order in which they were made.</summary>
    public IEnumerable<Node> Nodes => order.Select(n => nodes[n]);

    /// <summary>Number of nodes.</summary>
    public int Count => order.Count;

    public Node this[string node] => nodes[node];

    public Shape ShapeOf(string node) => shapes[node];

    /// <summary>Adds a node; its name must be taken from <see cref="Names"/>.</summary>
    /// <exception cref="ImportProblem">The node does not fit its inputs.</exception>
    public Shape Add(Node node)
    {
        try
        {
            var shape = node.InferShape([.. node.Inputs.Select(i => shapes[i])]);
            if ((long)shape.Channels * shape.Height * shape.Width is < 1 or > int.MaxValue)
                throw new ImportProblem($"it computes {shape} values; a tensor has 1 to {int.MaxValue}");
            nodes.Add(node.Name, node);
            order.Add(node.Name);
            return shapes[node.Name] = shape;
        }
        catch (Exception e) when (e is NetworkException or OverflowException)
        {
            throw new ImportProblem(e.Message);
        }
    }

    /// <summary>Puts another node of the same name, inputs and shape in the place of one.</summary>
    public void Replace(Node node) => nodes[node.Name] = node;

    /// <summary>The tensor in the usual order of axes; makes a node where values must move for it.</summary>
    /// <exception cref="ImportProblem">No node of the graph moves values so.</exception>
    public Activation Usual(Activation value)
    {
        var (shape, spatial) = (ShapeOf(value.Node), value.Layout.Rank - 2);
        if (spatial is < 0 or > 2)
            throw new ImportProblem($"a tensor of {value.Layout.Rank} axes; 2 to 4 are known, the batch first");
        var wanted = Layout.Usual(value.Layout.Batch, shape, spatial);
        if (Layout.Size([.. wanted.Axes.SelectMany(a => a)]) == shape.Length && value.Layout.IsAlike(wanted))
            return value;
        var key = (value.Node, value.Layout.ToText());
        return usual.TryGetValue(key, out var made) ? made : usual[key] = Moved(value, shape, spatial);
    }

    private Activation Moved(Activation value, Shape shape, int spatial)
    {
        var axes = value.Layout.Axes;
        var flat = Layout.Usual(1, shape, 2).Axes.SelectMany(a => a);
        if (axes.Skip(1).All(a => a.Count == 0) && axes[0].SequenceEqual(flat))
        {
            var name = Names.Take($"{value.Node}.flat");
            return new Activation(name, Layout.Usual(value.Layout.Batch, Add(new FlattenNode(name, value.Node)), spatial));
        }
        var isShuffle =
            axes[0].All(f => f.Axis == GraphAxis.Channel)
            && Layout.Usual(1, shape, spatial).Axes.Skip(1).Zip(axes.Skip(1)).All(p => p.First.SequenceEqual(p.Second));
        if (isShuffle && Layout.Walk(axes[0]) is { } channels && channels.Length == shape.Channels)
        {
            var name = Names.Take($"{value.Node}.shuffle");
            var node = new SliceNode(name, value.Node, channels, 0, shape.Height, 1, 0, shape.Width, 1);
            return new Activation(name, Layout.Usual(value.Layout.Batch, Add(node), spatial));
        }
        throw new ImportProblem(
            $"it reads {string.Join("×", value.Layout.Dims)} values whose axes are not batch, channels, rows, columns; "
                + "transpose them back before this node"
        );
    }

    /// <summary>The nodes that an output depends on, in order.</summary>
    public List<Node> Needed(string output)
    {
        var needed = new HashSet<string> { output };
        foreach (var node in Nodes.Reverse().Where(n => needed.Contains(n.Name)))
            needed.UnionWith(node.Inputs);
        return [.. Nodes.Where(n => needed.Contains(n.Name))];
    }
}
