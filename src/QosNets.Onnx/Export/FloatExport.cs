using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Quantization;

namespace QosNets.Onnx.Export;

/// <summary>A point in real numbers with its grids: float operators with exact products, rounding by nodes.</summary>
internal sealed class FloatExport(Bundle bundle, OperatingPoint point, Grids grids) : PointExport(bundle, point)
{
    public override bool KeepsBytes => false;

    public override string Floats(string node) => Kept(node);

    public override string Input(Shape shape)
    {
        Graph.Input(InputName, ElementType.Float, 0, shape.Channels, shape.Height, shape.Width);
        return InputName;
    }

    protected override string Quantize(string node, string values) => grids.Tensor(Graph, node, values, Bundle.Quantizers[node]);

    public override string Layer(Layer layer, int index)
    {
        var (node, name) = (layer.Node, layer.Name);
        var norm = Network.BatchNormOf(node);
        var weights = Bundle.Weights[index];
        var scale = norm is null ? Parameter(node, "scale") : null;
        // A scale of channels above 0 is a part of the weights' grid.
        var isFolded = scale is not null && scale.All(s => s > 0);
        if (isFolded && scale!.Any(s => s != 1))
            weights = weights with
            {
                Scales = [.. scale!.Select((s, c) => s * weights.Scales[weights.Scales.Length == 1 ? 0 : c])],
            };
        int[] sizes = [.. node.Parameters(Network).First(p => p.Role == ParameterRole.Weight).Shape];
        var w = grids.Weights(Graph, $"{name}.weight", weights, sizes);
        var bias = norm is null || node.HasBias ? Parameter(node, "bias") : null;
        var isScaledAfter = scale is not null && !isFolded;
        string[] inputs = bias is null || isScaledAfter ? [w] : [w, Graph.Reals($"{name}.bias", bias, bias.Length)];
        var y = Products(layer, inputs);
        if (isScaledAfter)
            return Affine($"{name}.scaled", y, new ChannelAffine(scale!, bias!));
        return norm is null ? y : Normalised(norm, y);
    }

    public override string Average(Node node, PoolWindows windows, bool countsPadding) =>
        Graph.Node(
            "AveragePool",
            node.Name,
            [Floats(node.Inputs[0])],
            ("kernel_shape", (int[])[windows.Height, windows.Width]),
            ("strides", (int[])[windows.StrideHeight, windows.StrideWidth]),
            ("pads", (int[])[windows.Top, windows.Left, windows.Bottom, windows.Right]),
            ("count_include_pad", countsPadding ? 1 : 0)
        );

    public override string GlobalAverage(Node node) => Graph.Node("GlobalAveragePool", node.Name, [Floats(node.Inputs[0])]);

    private string Products(Layer layer, string[] weights)
    {
        var (g, name, x) = (layer.Geometry, layer.Name, Floats(layer.Node.Inputs[0]));
        if (layer.Node is LinearNode)
        {
            var flat = Graph.Node("Flatten", $"{name}.flat", [x], ("axis", 1));
            var y = Graph.Node("Gemm", $"{name}.gemm", [flat, .. weights], ("transB", 1));
            return Graph.Node("Reshape", name, [y, Graph.Longs($"{name}.shape", -1, g.OutChannels, 1, 1)]);
        }
        return Graph.Node(
            "Conv",
            name,
            [x, .. weights],
            ("kernel_shape", (int[])[g.KernelHeight, g.KernelWidth]),
            ("strides", (int[])[g.StrideHeight, g.StrideWidth]),
            ("dilations", (int[])[g.DilationHeight, g.DilationWidth]),
            ("pads", (int[])[g.PadTop, g.PadLeft, g.PadBottom, g.PadRight]),
            ("group", g.Groups)
        );
    }

    private string Normalised(BatchNormNode norm, string x)
    {
        string[] parameters = ["weight", "bias", "running_mean", "running_var"];
        string[] inputs = [.. parameters.Select(p => Graph.Reals($"{norm.Name}.{p}", Parameter(norm, p), norm.Channels))];
        return Graph.Node("BatchNormalization", norm.Name, [x, .. inputs], ("epsilon", norm.Epsilon));
    }
}

/// <summary>How a form writes grids.</summary>
internal abstract class Grids
{
    /// <summary>Rounds a tensor to a grid; gives real numbers.</summary>
    public abstract string Tensor(ExportGraph graph, string node, string values, AffineQuantizer quantizer);

    /// <summary>Weights on their grid as real numbers, in a tensor of the given name.</summary>
    public abstract string Weights(ExportGraph graph, string name, QuantizedWeights weights, int[] sizes);
}

/// <summary>Grids as QuantizeLinear and DequantizeLinear.</summary>
internal sealed class QdqGrids : Grids
{
    public override string Tensor(ExportGraph graph, string node, string values, AffineQuantizer quantizer)
    {
        string[] grid =
        [
            graph.Real($"{node}.step", quantizer.Scale),
            graph.Bytes($"{node}.zero", [(byte)quantizer.ZeroPoint], signed: false),
        ];
        var bytes = graph.Node("QuantizeLinear", $"{node}.bytes", [values, .. grid]);
        return graph.Node("DequantizeLinear", $"{node}.real", [bytes, .. grid]);
    }

    public override string Weights(ExportGraph graph, string name, QuantizedWeights weights, int[] sizes)
    {
        var channels = weights.Scales.Length;
        byte[] zeros = [.. Enumerable.Repeat((byte)weights.ZeroPoint, channels)];
        int[] dims = channels == 1 ? [] : [channels];
        string[] grid =
        [
            graph.Reals($"{name}.steps", weights.Scales, dims),
            graph.Bytes($"{name}.zeros", zeros, weights.Signed, dims),
        ];
        var bytes = graph.Bytes($"{name}.bytes", weights.Values, weights.Signed, sizes);
        return graph.Node("DequantizeLinear", name, [bytes, .. grid], ("axis", 0));
    }
}

/// <summary>Grids as Quant nodes of QONNX, which read real numbers.</summary>
internal sealed class QonnxGrids : Grids
{
    private const string Domain = "qonnx.custom_op.general";

    public override string Tensor(ExportGraph graph, string node, string values, AffineQuantizer quantizer) =>
        Quant(graph, $"{node}.real", values, [quantizer.Scale], [], quantizer.ZeroPoint, signed: false, BitsOf(quantizer.Max));

    public override string Weights(ExportGraph graph, string name, QuantizedWeights weights, int[] sizes)
    {
        var quantizer = new WeightQuantizer(weights.Scales, weights.ZeroPoint, weights.Signed);
        var perChannel = weights.Values.Length / sizes[0];
        float[] reals = [.. weights.Values.Select((v, i) => quantizer.Dequantize(v, i / perChannel))];
        int[] dims = weights.Scales.Length == 1 ? [] : [sizes[0], .. sizes.Skip(1).Select(_ => 1)];
        var real = graph.Reals($"{name}.real", reals, sizes);
        return Quant(graph, name, real, weights.Scales, dims, weights.ZeroPoint, weights.Signed, 8);
    }

    private static int BitsOf(int max) => max > 127 ? 8 : 7;

    private static string Quant(
        ExportGraph graph,
        string name,
        string values,
        float[] scales,
        int[] dims,
        int zero,
        bool signed,
        int bits
    ) =>
        graph.Node(
            "Quant",
            Domain,
            name,
            [
                values,
                graph.Reals($"{name}.steps", scales, dims),
                graph.Real($"{name}.zero", zero),
                graph.Real($"{name}.bits", bits),
            ],
            ("signed", signed ? 1 : 0),
            ("narrow", 0),
            ("rounding_mode", "ROUND")
        );
}
