using QosNets.Bundles;
using QosNets.Kernels;
using QosNets.Networks;
using QosNets.Onnx.Base;

namespace QosNets.Onnx.Export;

/// <summary>
/// A point in integers: tensors that are quantised are bytes, layers read the truth tables of their multipliers, and what
/// follows is computed by the operations that docs/bundle-format.md states, so that the bits are the engine's.
/// </summary>
internal sealed class LutExport(Bundle bundle, OperatingPoint point) : PointExport(bundle, point)
{
    private readonly Dictionary<string, string> floats = [];

    /// <summary>Names of the accumulators, by layer.</summary>
    public Dictionary<string, string> Accumulators { get; } = [];

    public override bool KeepsBytes => true;

    public override string Floats(string node)
    {
        if (Quantizer(node) is not { } q)
            return Kept(node);
        if (floats.TryGetValue(node, out var known))
            return known;
        var steps = Graph.Node("Sub", $"{node}.steps", [Whole(node), Graph.Ints($"{node}.zero", [q.ZeroPoint])]);
        var real = Graph.Node("Cast", $"{node}.steps.float", [steps], ("to", (int)ElementType.Float));
        return floats[node] = Graph.Node("Mul", $"{node}.real", [Graph.Real($"{node}.step", q.Scale), real]);
    }

    public override string Input(Shape shape)
    {
        Graph.Input(InputName, ElementType.UInt8, 0, shape.Channels, shape.Height, shape.Width);
        var real = Graph.Node("Cast", "pixels.float", [InputName], ("to", (int)ElementType.Float));
        return Graph.Node("Div", "pixels.share", [real, Graph.Real("pixels.most", 255)]);
    }

    protected override string Quantize(string node, string values)
    {
        var q = Bundle.Quantizers[node];
        var scaled = Graph.Node("Mul", $"{node}.scaled", [values, Graph.Real($"{node}.inverse", 1f / q.Scale)]);
        var rounded = Graph.Node("Round", $"{node}.rounded", [scaled]);
        var shifted = Graph.Node("Add", $"{node}.shifted", [rounded, Graph.Real($"{node}.shift", q.ZeroPoint)]);
        string[] ends = [Graph.Real($"{node}.least", 0), Graph.Real($"{node}.most", q.Max)];
        var cut = Graph.Node("Clip", $"{node}.cut", [shifted, .. ends]);
        return Graph.Node("Cast", $"{node}.bytes", [cut], ("to", (int)ElementType.UInt8));
    }

    public override string Layer(Layer layer, int index)
    {
        var (name, g) = (layer.Name, layer.Geometry);
        var sums = LutLayer.Write(this, layer, index);
        var accumulator = Graph.Node(
            "Reshape",
            $"{name}.accumulator",
            [sums, Graph.Longs($"{name}.shape", -1, g.OutChannels, g.OutHeight, g.OutWidth)]
        );
        Accumulators[name] = accumulator;
        var real = Graph.Node("Cast", $"{name}.accumulator.float", [accumulator], ("to", (int)ElementType.Float));
        var scale = Bundle.Quantizers[Bundle.Plan.SourceOf(layer.Node.Inputs[0])!].Scale;
        return Affine(
            name,
            real,
            ChannelAffine.OfLayer(Network, layer.Node, scale, Bundle.Weights[index].Scales, Point.Parameters)
        );
    }

    public override string Average(Node node, PoolWindows windows, bool countsPadding)
    {
        var (from, to, q) = (ShapeOf(node.Inputs[0]), ShapeOf(node.Name), Quantizer(node.Inputs[0])!);
        var geometry = Geometry(from, windows);
        var patches = Patches.Gather(this, node.Name, Kept(node.Inputs[0]), q.ZeroPoint, geometry);
        var whole = Graph.Node("Cast", $"{node.Name}.whole", [patches], ("to", (int)ElementType.Int32));
        var steps = Graph.Node("Sub", $"{node.Name}.steps", [whole, Graph.Ints($"{node.Name}.zero", [q.ZeroPoint])]);
        var sum = Sum($"{node.Name}.sum", steps, 3);
        var real = Graph.Node("Cast", $"{node.Name}.float", [sum], ("to", (int)ElementType.Float));
        var inside = Patches.Inside(geometry);
        float[] factors =
        [
            .. inside.Select(c => (float)((double)q.Scale / (countsPadding ? windows.Height * windows.Width : c))),
        ];
        var mean = Graph.Node("Mul", $"{node.Name}.mean", [real, Graph.Reals($"{node.Name}.factors", factors, factors.Length)]);
        return Graph.Node("Reshape", node.Name, [mean, Graph.Longs($"{node.Name}.shape", -1, to.Channels, to.Height, to.Width)]);
    }

    public override string GlobalAverage(Node node)
    {
        var (from, q) = (ShapeOf(node.Inputs[0]), Quantizer(node.Inputs[0])!);
        var count = from.Height * from.Width;
        var axes = Graph.Longs($"{node.Name}.axes", 2, 3);
        var sum = Graph.Node("ReduceSum", $"{node.Name}.sum", [Whole(node.Inputs[0]), axes], ("keepdims", 1));
        var centred = Graph.Node("Sub", $"{node.Name}.centred", [sum, Graph.Ints($"{node.Name}.zero", [count * q.ZeroPoint])]);
        var real = Graph.Node("Cast", $"{node.Name}.float", [centred], ("to", (int)ElementType.Float));
        return Graph.Node("Mul", node.Name, [real, Graph.Real($"{node.Name}.factor", (float)((double)q.Scale / count))]);
    }

    /// <summary>int32 values summed along an axis, which goes.</summary>
    public string Sum(string name, string x, int axis) =>
        Graph.Node("ReduceSum", name, [x, Graph.Longs($"{name}.axis", axis)], ("keepdims", 0));

    private string Whole(string node) => Graph.Node("Cast", $"{node}.whole", [Kept(node)], ("to", (int)ElementType.Int32));

    /// <summary>The windows of a pooling as a convolution of every channel for itself.</summary>
    private static ConvolutionGeometry Geometry(Shape from, PoolWindows w) =>
        new(from.Channels, from.Height, from.Width, from.Channels, w.Height, w.Width, w.StrideHeight, w.Top, from.Channels)
        {
            StrideWidth = w.StrideWidth,
            PadLeft = w.Left,
            PadBottom = w.Bottom,
            PadRight = w.Right,
        };
}
