using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Onnx.Reference;
using QosNets.Quantization;
using QosNets.Runtime;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>
/// Quantised models in the engine beside ONNX Runtime: a result on the file's last grid differs by at most one byte, since ONNX
/// Runtime divides by a scale where the engine multiplies by its inverse, and scales accumulators in another order.
/// </summary>
public sealed class QuantisedTests
{
    private const int Channels = 5;
    private const int Size = 8;
    private const float Step = 0.02f;
    private const float LastStep = 0.05f;

    private delegate string Body(ModelBuilder b, string x);

    private delegate string BytesBody(ModelBuilder b, string x, string[] first, string[] middle, string[] last);

    /// <summary>What makes bytes on the last grid of bytes on the first one, and whether a layer does so at the end.</summary>
    private static readonly Dictionary<string, (bool IsLayer, BytesBody Body)> Operators = new()
    {
        ["conv per tensor"] = (true, (b, x, f, _, l) => QConv(b, x, f, l, false, 4, Channels, 3, 3)),
        ["conv per channel"] = (true, (b, x, f, _, l) => QConv(b, x, f, l, true, 4, Channels, 3, 3)),
        ["conv depthwise"] = (true, (b, x, f, _, l) => QConv(b, x, f, l, true, Channels, 1, 3, 3)),
        ["two convs"] = (true, (b, x, f, m, l) => QConv(b, QConv(b, x, f, m, true, 4, Channels, 3, 3), m, l, false, 3, 4, 1, 1)),
        ["matmul"] = (
            true,
            (b, x, f, _, l) =>
                b.Node(
                    "QLinearMatMul",
                    [b.Node("Flatten", [x]), .. f, b.SignedWeights(Channels * Size * Size, 6), .. WeightGrid(b), .. l]
                )
        ),
        ["gemm"] = (
            true,
            (b, x, f, _, l) =>
                b.Node(
                    "QGemm",
                    "com.microsoft",
                    1,
                    [
                        b.Node("Flatten", [x]),
                        .. f,
                        b.SignedWeights(6, Channels * Size * Size),
                        .. WeightGrid(b),
                        b.Ints(10, -500, 300, 0, 4000, 7),
                        .. l,
                    ],
                    ("transB", 1)
                )[0]
        ),
        ["add"] = (false, (b, x, f, m, l) => Microsoft(b, "QLinearAdd", [.. Conv(b, x, f, m), .. Conv(b, x, f, m), .. l])),
        ["mul"] = (false, (b, x, f, m, l) => Microsoft(b, "QLinearMul", [.. Conv(b, x, f, m), .. Conv(b, x, f, m), .. l])),
        ["concat"] = (false, (b, x, f, m, l) => Microsoft(b, "QLinearConcat", [.. l, .. Conv(b, x, f, m), x, .. f], ("axis", 1))),
        ["sigmoid"] = (false, (b, x, f, m, l) => Microsoft(b, "QLinearSigmoid", [.. Conv(b, x, f, m), .. l])),
        ["leaky relu"] = (
            false,
            (b, x, f, m, l) => Microsoft(b, "QLinearLeakyRelu", [.. Conv(b, x, f, m), .. l], ("alpha", 0.3f))
        ),
        ["global average pool"] = (
            false,
            (b, x, f, m, l) => Microsoft(b, "QLinearGlobalAveragePool", [.. Conv(b, x, f, m), .. l], ("channels_last", 0))
        ),
        ["average pool"] = (
            false,
            (b, x, f, m, l) =>
                Microsoft(
                    b,
                    "QLinearAveragePool",
                    [.. Conv(b, x, f, m), .. l],
                    ("kernel_shape", (int[])[2, 2]),
                    ("strides", (int[])[2, 1])
                )
        ),
    };

    public static TheoryData<string, bool> OperatorNames =>
        [.. Operators.Keys.SelectMany(n => (TheoryDataRow<string, bool>[])[new(n, false), new(n, true)])];

    /// <summary>What stands between the quantised input and the quantised output, mostly [Channels, Size, Size].</summary>
    private static readonly Dictionary<string, Body> Cases = new()
    {
        ["conv per tensor"] = (b, x) =>
            b.Node("Conv", [x, Weights(b, false, 4, Channels, 3, 3), Bias(b, 4)], ("pads", (int[])[1, 1, 1, 1])),
        ["conv per channel"] = (b, x) => b.Node("Conv", [x, Weights(b, true, 4, Channels, 3, 3), Bias(b, 4)]),
        ["conv strides and uneven padding"] = (b, x) =>
            b.Node("Conv", [x, Weights(b, true, 4, Channels, 3, 3)], ("pads", (int[])[0, 1, 2, 0]), ("strides", (int[])[2, 1])),
        ["conv depthwise"] = (b, x) =>
            b.Node("Conv", [x, Weights(b, true, Channels, 1, 3, 3)], ("group", Channels), ("pads", (int[])[1, 1, 1, 1])),
        ["conv and relu"] = (b, x) => b.Node("Relu", [b.Node("Conv", [x, Weights(b, false, 4, Channels, 1, 1), Bias(b, 4)])]),
        ["gemm per tensor"] = (b, x) =>
            b.Node("Gemm", [b.Node("Flatten", [x]), Weights(b, false, 7, Channels * Size * Size), Bias(b, 7)], ("transB", 1)),
        ["gemm per channel"] = (b, x) =>
            b.Node("Gemm", [b.Node("Flatten", [x]), Weights(b, true, 7, Channels * Size * Size)], ("transB", 1)),
        ["unsigned weights"] = (b, x) => b.Node("Conv", [x, UnsignedWeights(b, 4, Channels, 3, 3)]),
        ["max pooling before"] = (b, x) =>
            b.Node("Conv", [b.Node("MaxPool", [x], ("kernel_shape", (int[])[2, 2])), Weights(b, true, 4, Channels, 3, 3)]),
        ["average pooling behind"] = (b, x) =>
            b.Node("GlobalAveragePool", [Middle(b, b.Node("Conv", [x, Weights(b, true, 4, Channels, 3, 3)]))]),
        ["matmul per tensor"] = (b, x) => b.Node("MatMul", [b.Node("Flatten", [x]), MatrixWeights(b, Channels * Size * Size, 6)]),
        ["two layers"] = (b, x) =>
            b.Node(
                "Conv",
                [Middle(b, b.Node("Conv", [x, Weights(b, true, 4, Channels, 3, 3), Bias(b, 4)])), Weights(b, false, 3, 4, 1, 1)]
            ),
    };

    public static TheoryData<string, bool> Names =>
        [.. Cases.Keys.SelectMany(n => (TheoryDataRow<string, bool>[])[new(n, false), new(n, true)])];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_of_the_last_grid_are_those_of_ONNX_Runtime_or_one_beside(string name, bool signedTensors)
    {
        var b = new ModelBuilder(13, 2, 0, Channels, Size, Size);
        var x = Grid(b, b.Input, Step, 60, signedTensors);
        var y = Cases[name](b, x);
        var last = Grid(b, y, LastStep, 120, signedTensors);
        var file = b.Finish(last);
        var model = OnnxImporter.Read(file, "model");
        var library = RandomBundles.Library(signed: false);
        var classes = Enumerable.Range(0, model.Network.Classes).Select(c => $"{c}").ToArray();
        var bundle = QuantisedModel.ToBundle(Kept(model), library, new BundleMetadata("none", classes));
        AreNear(file, model, bundle, 0.98);
    }

    [Theory]
    [MemberData(nameof(OperatorNames))]
    public void Operators_that_carry_their_grids_give_the_bytes_of_ONNX_Runtime_or_one_beside(string name, bool signedTensors)
    {
        var b = new ModelBuilder(13, 2, 0, Channels, Size, Size);
        var (shift, body, isLayer) = (signedTensors ? 128 : 0, Operators[name].Body, Operators[name].IsLayer);
        string[] GridOf(float step, int zero) =>
            [b.Scalar(step), signedTensors ? b.Signed([], (sbyte)(zero - shift)) : b.Byte(zero)];
        var (first, last) = (GridOf(Step, 60), GridOf(LastStep, 120));
        var y = body(b, b.Node("QuantizeLinear", [b.Input, .. first]), first, GridOf(0.04f, 110), last);
        var file = b.Finish(b.Node("DequantizeLinear", [y, .. last]));
        var model = OnnxImporter.Read(file, "model");
        var classes = Enumerable.Range(0, model.Network.Classes).Select(c => $"{c}").ToArray();
        var bundle = QuantisedModel.ToBundle(
            Kept(model),
            RandomBundles.Library(signed: false),
            new BundleMetadata("none", classes)
        );
        // A tensor that feeds no layer stays real here, so that it is up to half a step of its own grid aside.
        AreNear(file, model, bundle, isLayer ? 0.98 : 0.4);
    }

    public static TheoryData<int, int, int, bool, bool, bool> Convolutions =>
        [
            .. from kernel in (int[])[1, 3]
            from padding in (int[])[0, 1]
            from stride in (int[])[1, 2]
            from depthwise in (bool[])[false, true]
            from perChannel in (bool[])[false, true]
            from signedTensors in (bool[])[false, true]
            select new TheoryDataRow<int, int, int, bool, bool, bool>(
                kernel,
                padding,
                stride,
                depthwise,
                perChannel,
                signedTensors
            ),
        ];

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Bytes_of_convolutions_are_those_of_ONNX_Runtime_or_one_beside(
        int kernel,
        int padding,
        int stride,
        bool depthwise,
        bool perChannel,
        bool signedTensors
    )
    {
        var b = new ModelBuilder(13, kernel, 0, Channels, Size, Size);
        var x = Grid(b, b.Input, Step, 60, signedTensors);
        var weights = Weights(b, perChannel, Channels, depthwise ? 1 : Channels, kernel, kernel);
        var y = b.Node(
            "Conv",
            [x, weights, Bias(b, Channels)],
            ("pads", (int[])[padding, padding, padding, padding]),
            ("strides", (int[])[stride, stride]),
            ("group", depthwise ? Channels : 1)
        );
        var file = b.Finish(Grid(b, y, LastStep, 120, signedTensors));
        var model = OnnxImporter.Read(file, "model");
        var classes = Enumerable.Range(0, model.Network.Classes).Select(c => $"{c}").ToArray();
        var library = RandomBundles.Library(signed: false);
        AreNear(file, model, QuantisedModel.ToBundle(Kept(model), library, new BundleMetadata("none", classes)), 0.98);
    }

    private static void AreNear(byte[] file, ImportedModel model, Bundle bundle, double equal)
    {
        const int Images = 3;
        var pixels = RandomTables.Bytes(new Random(3), Images * model.Network.Input.Shape.Length);
        float[] values = [.. pixels.Select(p => p / 255f)];
        using var reference = OnnxRuntimeModel.Open(file, "model");
        var expected = reference.Run(model.Input.Name, values, [Images, Channels, Size, Size], model.Input.Output);
        var actual = new Engine(bundle).Run("exact", pixels, Images);
        var grid = new AffineQuantizer(LastStep, 120);
        var steps = expected.Zip(actual, (e, a) => Math.Abs(grid.Quantize(e) - grid.Quantize(a))).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(steps.Max() <= 1, $"{steps.Max()} steps apart");
        Assert.True(
            steps.Count(s => s == 0) >= equal * steps.Length,
            $"{steps.Count(s => s == 1)} of {steps.Length} are one apart"
        );
        Assert.True(expected.Distinct().Count() > 10, "the values vary");
    }

    [Fact]
    public void The_same_layer_as_operator_and_between_nodes_has_the_same_weights_and_grids()
    {
        var b = new ModelBuilder(13, 2, 1, Channels, Size, Size);
        var weights = b.SignedWeights(4, Channels, 3, 3);
        string[] grid = [b.Scalar(0.01f), b.Signed([], 0)];
        string[] tensor = [b.Scalar(Step), b.Byte(60)];
        string[] result = [b.Scalar(LastStep), b.Byte(120)];
        var bytes = b.Node("QuantizeLinear", [b.Input, .. tensor]);
        var y = b.Node("QLinearConv", [bytes, .. tensor, weights, .. grid, .. result, b.Ints(100, -200, 300, 4000)]);
        var model = OnnxImporter.Read(b.Finish(b.Node("DequantizeLinear", [y, .. result])), "model");
        var layer = model.Network.Layers.Single().Name;
        Assert.Equal(new AffineQuantizer(Step, 60), model.Quantizers["input"]);
        Assert.Equal((0.01f, 128), (model.WeightQuantizers[layer].Scales.Single(), model.WeightQuantizers[layer].ZeroPoint));
        Assert.Equal(
            [100 * Step * 0.01f, -200 * Step * 0.01f, 300 * Step * 0.01f, 4000 * Step * 0.01f],
            model.Parameters[$"{layer}.bias"],
            Near
        );
    }

    [Theory]
    [InlineData("Quant", 4, 1)]
    [InlineData("Quant", 8, 0)]
    [InlineData("Quant", 2, 0)]
    [InlineData("IntQuant", 6, 1)]
    public void Quant_nodes_of_few_bits_keep_their_grid(string name, int bits, int signed)
    {
        var b = new ModelBuilder(13, 2, 1, Channels, Size, Size);
        string[] grid = [b.Scalar(0.125f), b.Scalar(0), b.Scalar(bits)];
        (string, object)[] attributes = [("signed", signed), ("narrow", 0), ("rounding_mode", "ROUND")];
        string Quant(string x) => b.Node(name, "qonnx.custom_op.general", 1, [x, .. grid], attributes)[0];
        var weights = Quant(b.Reals(4, Channels, 1, 1));
        var model = OnnxImporter.Read(b.Finish(b.Node("Conv", [Quant(b.Input), weights])), "model");
        var steps = 1 << bits;
        var (low, high) = signed == 1 ? (-steps / 2, steps / 2 - 1) : (0, steps - 1);
        var values = model.Parameters.Values.Single(v => v.Length == 4 * Channels);
        Assert.All(values, v => Assert.True(v / 0.125f is var q && q == MathF.Round(q) && q >= low && q <= high, $"{v}"));
        var clips = model.Network.Nodes.OfType<ClipNode>().Select(c => (c.Low, c.High)).ToArray();
        Assert.Equal(bits == 8 ? [] : [(0.125f * low, 0.125f * high)], clips);
        Assert.Equal(signed == 1 ? 128 : 0, model.Quantizers.Values.Single().ZeroPoint);
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-6f;

    /// <summary>The model without the grid of its output, which feeds no layer.</summary>
    private static ImportedModel Kept(ImportedModel model)
    {
        var plan = new QuantizationPlan(model.Network);
        return model with { Quantizers = model.Quantizers.Where(q => plan.SourceOf(q.Key) == q.Key).ToDictionary() };
    }

    private static string Grid(ModelBuilder b, string x, float step, int zero, bool signed)
    {
        string[] grid = [b.Scalar(step), signed ? b.Signed([], (sbyte)(zero - 128)) : b.Byte(zero)];
        return b.Node("DequantizeLinear", [b.Node("QuantizeLinear", [x, .. grid]), .. grid]);
    }

    private static string Middle(ModelBuilder b, string x) => Grid(b, x, 0.04f, 110, signed: false);

    private static string Weights(ModelBuilder b, bool perChannel, params long[] dims)
    {
        var channels = (int)dims[0];
        var fanIn = dims.Skip(1).Aggregate(1L, (x, y) => x * y);
        var step = 0.03f / MathF.Sqrt(fanIn);
        string[] grid = perChannel
            ? [b.Reals(0.4f * step, step, channels), b.Signed([channels], new sbyte[channels])]
            : [b.Scalar(step), b.Signed([], 0)];
        return b.Node("DequantizeLinear", [b.SignedWeights(dims), .. grid], ("axis", 0));
    }

    private static string Microsoft(ModelBuilder b, string op, string[] inputs, params (string, object)[] attributes) =>
        b.Node(op, "com.microsoft", 1, inputs, attributes)[0];

    private static string[] WeightGrid(ModelBuilder b) => [b.Scalar(0.001f), b.Signed([], 0)];

    /// <summary>A layer's bytes and their grid.</summary>
    private static string[] Conv(ModelBuilder b, string x, string[] from, string[] to) =>
        [QConv(b, x, from, to, false, Channels, Channels, 3, 3), .. to];

    private static string QConv(ModelBuilder b, string x, string[] from, string[] to, bool perChannel, params long[] dims)
    {
        var channels = (int)dims[0];
        string[] grid = perChannel
            ? [b.Reals(0.002f, 0.005f, channels), b.Signed([channels], new sbyte[channels])]
            : [b.Scalar(0.004f), b.Signed([], 0)];
        int[] bias = [.. Enumerable.Range(0, channels).Select(c => 700 * (c - 2))];
        int[] pads = dims[2] == 3 ? [1, 1, 1, 1] : [0, 0, 0, 0];
        return b.Node(
            "QLinearConv",
            [x, .. from, b.SignedWeights(dims), .. grid, .. to, b.Ints(bias)],
            ("pads", pads),
            ("group", dims[1] == 1 ? channels : 1)
        );
    }

    private static string MatrixWeights(ModelBuilder b, params long[] dims) =>
        b.Node("DequantizeLinear", [b.SignedWeights(dims), .. WeightGrid(b)]);

    private static string UnsignedWeights(ModelBuilder b, params long[] dims)
    {
        var values = RandomTables.Bytes(new Random(4), (int)dims.Aggregate(1L, (x, y) => x * y));
        return b.Node("DequantizeLinear", [b.Bytes(dims, values), b.Scalar(0.005f), b.Byte(131)]);
    }

    private static string Bias(ModelBuilder b, int channels) => b.Reals(0.5f, 0, channels);
}
