using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Quantization;

namespace QosNets.Onnx.Export;

/// <summary>One operating point on its way into a graph of ONNX, node by node.</summary>
internal abstract class PointExport(Bundle bundle, OperatingPoint point)
{
    // What a node's tensor is called in the graph, after its quantiser where it has one.
    private readonly Dictionary<string, string> tensors = [];

    public Bundle Bundle => bundle;

    public Network Network => bundle.Network;

    public OperatingPoint Point => point;

    public ExportGraph Graph { get; } = new();

    /// <summary>Name of the input in the file.</summary>
    public const string InputName = "input";

    /// <summary>Name of the output in the file.</summary>
    public const string OutputName = "logits";

    /// <summary>Writes all nodes.</summary>
    public void Run()
    {
        Graph.Name(InputName);
        Graph.Name(OutputName);
        foreach (var node in Network.Nodes)
        {
            var made = ExportOperators.Of(node)(this, node);
            tensors[node.Name] = bundle.Plan.SourceOf(node.Name) == node.Name ? Quantize(node.Name, made) : made;
        }
        Graph.End("Flatten", OutputName, [Floats(Network.Output.Name)], ("axis", 1));
        Graph.Output(OutputName, ElementType.Float, 0, Network.Classes);
    }

    /// <summary>A parameter of the point.</summary>
    public float[] Parameter(Node node, string name) => point.Parameters[$"{node.Name}.{name}"];

    public Shape ShapeOf(string node) => Network.ShapeOf(node);

    /// <summary>The quantiser of a tensor's bytes, or null where it holds real numbers.</summary>
    public AffineQuantizer? Quantizer(string node) => bundle.Plan.SourceOf(node) is { } source ? bundle.Quantizers[source] : null;

    /// <summary>A tensor as the form keeps it.</summary>
    public string Kept(string node) => tensors[node];

    /// <summary>A tensor in real numbers.</summary>
    public abstract string Floats(string node);

    /// <summary>Whether tensors that are quantised are kept as bytes.</summary>
    public abstract bool KeepsBytes { get; }

    /// <summary>The input, divided by 255 where the form reads pixels.</summary>
    public abstract string Input(Shape shape);

    /// <summary>A convolution or fully connected layer, with all that belongs to it at the point.</summary>
    public abstract string Layer(Layer layer, int index);

    /// <summary>A mean over windows.</summary>
    public abstract string Average(Node node, PoolWindows windows, bool countsPadding);

    /// <summary>A mean over rows and columns.</summary>
    public abstract string GlobalAverage(Node node);

    /// <summary>What rounds a node's tensor to its grid.</summary>
    protected abstract string Quantize(string node, string values);

    /// <summary>A number for each channel, to be broadcast over [batch, channels, rows, columns].</summary>
    public string Channels(string name, ReadOnlySpan<float> values) => Graph.Reals(name, values, values.Length, 1, 1);

    /// <summary>x · scale + offset of channels, two operations.</summary>
    public string Affine(string name, string x, ChannelAffine affine)
    {
        var product = Graph.Node("Mul", $"{name}.product", [x, Channels($"{name}.scale", affine.Scale)]);
        return Graph.Node("Add", name, [product, Channels($"{name}.offset", affine.Offset)]);
    }
}
