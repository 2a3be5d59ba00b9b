using System.Collections.Frozen;
using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Onnx.Export;

/// <summary>Writes a node; gives the name of its tensor before its quantiser.</summary>
internal delegate string ExportOperator(PointExport export, Node node);

/// <summary>What every type of node becomes in a file.</summary>
internal static class ExportOperators
{
    private static readonly FrozenDictionary<Type, ExportOperator> Table = new Dictionary<Type, ExportOperator>
    {
        [typeof(InputNode)] = (e, n) => e.Input(((InputNode)n).Shape),
        [typeof(NormalizeNode)] = Normalize,
        [typeof(Conv2dNode)] = Layer,
        [typeof(LinearNode)] = Layer,
        [typeof(BatchNormNode)] = BatchNorm,
        [typeof(AffineNode)] = (e, n) =>
            e.Affine(n.Name, Floats(e, n), new ChannelAffine(e.Parameter(n, "weight"), e.Parameter(n, "bias"))),
        [typeof(ActivationNode)] = Bounded,
        [typeof(ClipNode)] = Bounded,
        [typeof(LeakyReluNode)] = (e, n) =>
            e.Graph.Node("LeakyRelu", n.Name, [Floats(e, n)], ("alpha", ((LeakyReluNode)n).Slope)),
        [typeof(PreluNode)] = (e, n) =>
            e.Graph.Node("PRelu", n.Name, [Floats(e, n), e.Channels($"{n.Name}.slopes", [.. ((PreluNode)n).Slopes])]),
        [typeof(HardSwishNode)] = Curves.HardSwish,
        [typeof(SiluNode)] = Curves.Silu,
        [typeof(SigmoidNode)] = Curves.Sigmoid,
        [typeof(HardSigmoidNode)] = Curves.HardSigmoid,
        [typeof(GeluNode)] = Curves.Gelu,
        [typeof(AddNode)] = (e, n) => e.Graph.Node("Add", n.Name, [.. n.Inputs.Select(e.Floats)]),
        [typeof(MultiplyNode)] = (e, n) => e.Graph.Node("Mul", n.Name, [.. n.Inputs.Select(e.Floats)]),
        [typeof(ConcatNode)] = (e, n) => e.Graph.Node("Concat", n.Name, [.. n.Inputs.Select(e.Floats)], ("axis", 1)),
        [typeof(ShortcutNode)] = Moves.Shortcut,
        [typeof(SliceNode)] = Moves.Slice,
        [typeof(PadNode)] = Moves.Pad,
        [typeof(MaxPoolNode)] = Moves.MaxPool,
        [typeof(AveragePoolNode)] = (e, n) => e.Average(n, ((AveragePoolNode)n).Windows, ((AveragePoolNode)n).CountIncludePad),
        [typeof(GlobalAveragePoolNode)] = (e, n) => e.GlobalAverage(n),
        [typeof(FlattenNode)] = Moves.Flatten,
    }.ToFrozenDictionary();

    /// <summary>Types of nodes that can be written.</summary>
    public static IEnumerable<Type> NodeTypes => Table.Keys;

    /// <summary>The operator of a node.</summary>
    /// <exception cref="NetworkException">There is none.</exception>
    public static ExportOperator Of(Node node) =>
        Table.TryGetValue(node.GetType(), out var found)
            ? found
            : throw new NetworkException($"{node.Name}: there is no ONNX form of a {node.GetType().Name}; add one to the table");

    private static string Floats(PointExport e, Node node) => e.Floats(node.Inputs[0]);

    private static string Normalize(PointExport e, Node node)
    {
        var n = (NormalizeNode)node;
        var centred = e.Graph.Node("Sub", $"{n.Name}.centred", [Floats(e, n), e.Channels($"{n.Name}.mean", [.. n.Mean])]);
        return e.Graph.Node("Div", n.Name, [centred, e.Channels($"{n.Name}.std", [.. n.Std])]);
    }

    private static string Layer(PointExport e, Node node)
    {
        var (index, layer) = e.Network.Layers.Index().First(l => l.Item.Node == node);
        return e.Layer(layer, index);
    }

    private static string BatchNorm(PointExport e, Node node) =>
        // A layer's own normalisation is written with it.
        e.Network[node.Inputs[0]]
            is LayerNode layer
        && e.Network.BatchNormOf(layer) == node
            ? e.Kept(layer.Name)
            : e.Affine(node.Name, Floats(e, node), ChannelAffine.OfBatchNorm((BatchNormNode)node, e.Point.Parameters));

    private static string Bounded(PointExport e, Node node)
    {
        var bounds = node.Bounds!.Value;
        if (bounds is { Low: 0, High: float.PositiveInfinity })
            return e.Graph.Node("Relu", node.Name, [Floats(e, node)]);
        string[] ends = [e.Graph.Real($"{node.Name}.low", bounds.Low), e.Graph.Real($"{node.Name}.high", bounds.High)];
        return e.Graph.Node("Clip", node.Name, [Floats(e, node), .. ends]);
    }
}
