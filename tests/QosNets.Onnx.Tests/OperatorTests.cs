using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Every operator, imported and computed in float32, beside ONNX Runtime.</summary>
[Collection(TorchCollection.Name)]
public sealed class OperatorTests
{
    private const int Channels = 6;
    private const int Size = 9;

    private delegate string Body(ModelBuilder b, string x);

    /// <summary>What stands behind a layer of [Channels, Size, Size].</summary>
    private static readonly Dictionary<string, (int Opset, Body Body)> Cases = new()
    {
        ["conv 3x3"] = (17, (b, x) => b.Node("Conv", [x, b.Reals(4, Channels, 3, 3), b.Reals(4)], ("pads", (int[])[1, 1, 1, 1]))),
        ["conv without attributes"] = (7, (b, x) => b.Node("Conv", [x, b.Reals(4, Channels, 3, 3)])),
        ["conv stride 2 uneven padding"] = (
            17,
            (b, x) => b.Node("Conv", [x, b.Reals(4, Channels, 3, 3)], ("pads", (int[])[0, 1, 2, 0]), ("strides", (int[])[2, 1]))
        ),
        ["conv dilated rectangular"] = (
            17,
            (b, x) =>
                b.Node("Conv", [x, b.Reals(4, Channels, 3, 1)], ("dilations", (int[])[2, 1]), ("kernel_shape", (int[])[3, 1]))
        ),
        ["conv groups"] = (17, (b, x) => b.Node("Conv", [x, b.Reals(4, Channels / 2, 3, 3), b.Reals(4)], ("group", 2))),
        ["conv depthwise"] = (
            17,
            (b, x) => b.Node("Conv", [x, b.Reals(2 * Channels, 1, 3, 3)], ("group", Channels), ("auto_pad", "SAME_UPPER"))
        ),
        ["conv same lower"] = (
            17,
            (b, x) => b.Node("Conv", [x, b.Reals(4, Channels, 4, 4)], ("auto_pad", "SAME_LOWER"), ("strides", (int[])[2, 2]))
        ),
        ["conv valid"] = (17, (b, x) => b.Node("Conv", [x, b.Reals(4, Channels, 3, 3)], ("auto_pad", "VALID"))),
        ["conv and a bias added behind"] = (
            17,
            (b, x) => b.Node("Add", [b.Node("Conv", [x, b.Reals(4, Channels, 3, 3)]), b.Reals(4, 1, 1)])
        ),
        ["gemm"] = (17, (b, x) => b.Node("Gemm", [Flat(b, x), b.Reals(7, Channels * Size * Size), b.Reals(7)], ("transB", 1))),
        ["gemm scaled"] = (
            11,
            (b, x) =>
                b.Node("Gemm", [Flat(b, x), b.Reals(Channels * Size * Size, 7), b.Reals(1, 7)], ("alpha", 0.5f), ("beta", 2f))
        ),
        ["matmul and a bias added behind"] = (
            17,
            (b, x) => b.Node("Add", [b.Reals(7), b.Node("MatMul", [Flat(b, x), b.Reals(Channels * Size * Size, 7)])])
        ),
        ["batch normalisation"] = (17, (b, x) => Norm(b, x, 1e-3f)),
        ["batch normalisation of opset 7"] = (7, (b, x) => Norm(b, x, 1e-5f)),
        ["relu"] = (17, (b, x) => b.Node("Relu", [x])),
        ["leaky relu"] = (17, (b, x) => b.Node("LeakyRelu", [x], ("alpha", 0.3f))),
        ["leaky relu default"] = (7, (b, x) => b.Node("LeakyRelu", [x])),
        ["prelu"] = (17, (b, x) => b.Node("PRelu", [x, b.Reals(Channels, 1, 1)])),
        ["prelu of one slope"] = (17, (b, x) => b.Node("PRelu", [x, b.Real([1], 0.2f)])),
        ["clip of opset 7"] = (7, (b, x) => b.Node("Clip", [x], ("min", -0.2f), ("max", 0.3f))),
        ["clip"] = (13, (b, x) => b.Node("Clip", [x, b.Scalar(-0.1f), b.Scalar(0.4f)])),
        ["clip above only"] = (13, (b, x) => b.Node("Clip", [x, "", b.Scalar(0.1f)])),
        ["clip to relu6"] = (13, (b, x) => b.Node("Clip", [b.Node("Mul", [x, b.Scalar(9)]), b.Scalar(0), b.Scalar(6)])),
        ["hard swish"] = (14, (b, x) => b.Node("HardSwish", [x])),
        ["hard sigmoid"] = (17, (b, x) => b.Node("HardSigmoid", [x])),
        ["hard sigmoid of a sixth"] = (17, (b, x) => b.Node("HardSigmoid", [x], ("alpha", 1f / 6), ("beta", 0.5f))),
        ["sigmoid"] = (17, (b, x) => b.Node("Sigmoid", [x])),
        ["silu"] = (17, (b, x) => b.Node("Mul", [x, b.Node("Sigmoid", [x])])),
        ["silu the other way"] = (17, (b, x) => b.Node("Mul", [b.Node("Sigmoid", [x]), x])),
        ["hard swish of hard sigmoid"] = (
            17,
            (b, x) => b.Node("Mul", [x, b.Node("HardSigmoid", [x], ("alpha", 1f / 6), ("beta", 0.5f))])
        ),
        ["hard swish by relu6"] = (17, (b, x) => b.Node("Div", [b.Node("Mul", [x, PlusThree(b, x)]), b.Scalar(6)])),
        ["hard swish by a sixth of relu6"] = (17, (b, x) => b.Node("Mul", [x, b.Node("Div", [PlusThree(b, x), b.Scalar(6)])])),
        ["gelu"] = (17, (b, x) => b.Node("Mul", [b.Node("Mul", [x, ErfPlusOne(b, x)]), b.Scalar(0.5f)])),
        ["gelu from half"] = (17, (b, x) => b.Node("Mul", [b.Node("Mul", [x, b.Scalar(0.5f)]), ErfPlusOne(b, x)])),
        ["gelu of opset 20"] = (20, (b, x) => b.Node("Gelu", [x])),
        ["add"] = (17, (b, x) => b.Node("Add", [x, b.Node("Relu", [x])])),
        ["add to itself"] = (17, (b, x) => b.Node("Add", [x, x])),
        ["sub"] = (17, (b, x) => b.Node("Sub", [x, b.Node("Relu", [b.Layer(x, Channels, Channels)])])),
        ["sum of three"] = (17, (b, x) => b.Node("Sum", [x, b.Node("Relu", [x]), b.Node("Sigmoid", [x])])),
        ["add a constant"] = (17, (b, x) => b.Node("Add", [b.Node("Relu", [x]), b.Reals(1, Channels, 1, 1)])),
        ["sub from a constant"] = (17, (b, x) => b.Node("Sub", [b.Scalar(0.25f), x])),
        ["sub a constant"] = (17, (b, x) => b.Node("Sub", [x, b.Reals(Channels, 1, 1)])),
        ["mul by a constant"] = (17, (b, x) => b.Node("Mul", [b.Reals(Channels, 1, 1), x])),
        ["div by a constant"] = (17, (b, x) => b.Node("Div", [x, b.Reals(0.5f, 2, Channels, 1, 1)])),
        ["neg"] = (17, (b, x) => b.Node("Neg", [x])),
        ["product"] = (17, (b, x) => b.Node("Mul", [x, b.Layer(x, Channels, Channels)])),
        ["squeeze and excitation"] = (
            17,
            (b, x) =>
                b.Node(
                    "Mul",
                    [
                        b.Node(
                            "Sigmoid",
                            [b.Layer(b.Node("Relu", [b.Layer(b.Node("GlobalAveragePool", [x]), Channels, 3)]), 3, Channels)]
                        ),
                        x,
                    ]
                )
        ),
        ["concat"] = (17, (b, x) => b.Node("Concat", [x, b.Node("Relu", [x]), b.Layer(x, Channels, 3)], ("axis", 1))),
        ["split"] = (
            13,
            (b, x) =>
            {
                var parts = b.Node("Split", "", 2, [x, b.Longs(2, 4)], ("axis", 1));
                return b.Node("Concat", [parts[1], parts[0]], ("axis", 1));
            }
        ),
        ["split in halves"] = (
            7,
            (b, x) =>
            {
                var parts = b.Node("Split", "", 2, [x], ("axis", 1));
                return b.Node("Add", [parts[1], parts[0]]);
            }
        ),
        ["slice of opset 7"] = (
            7,
            (b, x) => b.Node("Slice", [x], ("starts", (int[])[1, 2]), ("ends", (int[])[5, -1]), ("axes", (int[])[1, 3]))
        ),
        ["slice with steps"] = (
            13,
            (b, x) => b.Node("Slice", [x, b.Longs(0, 1), b.Longs(1000, 1000), b.Longs(2, 3), b.Longs(2, 3)])
        ),
        ["gather"] = (13, (b, x) => b.Node("Gather", [x, b.Longs(3, 0, -1, 3)], ("axis", 1))),
        ["channel shuffle"] = (
            13,
            (b, x) =>
                b.Node(
                    "Reshape",
                    [
                        b.Node(
                            "Transpose",
                            [b.Node("Reshape", [x, b.Longs(-1, 2, Channels / 2, Size, Size)])],
                            ("perm", (int[])[0, 2, 1, 3, 4])
                        ),
                        b.Longs(-1, Channels, Size, Size),
                    ]
                )
        ),
        ["pad"] = (13, (b, x) => b.Node("Pad", [x, b.Longs(0, 0, 1, 0, 0, 0, 2, 3)])),
        ["pad of opset 7"] = (7, (b, x) => b.Node("Pad", [x], ("pads", (int[])[0, 0, 1, 0, 0, 0, 2, 3]))),
        ["pad channels"] = (13, (b, x) => b.Node("Pad", [x, b.Longs(0, 2, 0, 0, 0, 2, 0, 0)])),
        ["pad channels of every second row and column"] = (
            13,
            (b, x) =>
                b.Node(
                    "Pad",
                    [
                        b.Node("Slice", [x, b.Longs(0, 0), b.Longs(1000, 1000), b.Longs(2, 3), b.Longs(2, 2)]),
                        b.Longs(0, 1, 0, 0, 0, 1, 0, 0),
                    ]
                )
        ),
        ["max pool"] = (17, (b, x) => Pool(b, x, "MaxPool", [2, 2], [2, 2], [0, 0, 0, 0])),
        ["max pool padded"] = (17, (b, x) => Pool(b, x, "MaxPool", [3, 3], [2, 2], [1, 1, 1, 1])),
        ["max pool uneven"] = (17, (b, x) => Pool(b, x, "MaxPool", [3, 2], [2, 1], [0, 1, 2, 0])),
        ["max pool ceil"] = (17, (b, x) => Pool(b, x, "MaxPool", [2, 2], [2, 2], [0, 0, 0, 0], ("ceil_mode", 1))),
        ["max pool ceil padded"] = (17, (b, x) => Pool(b, x, "MaxPool", [3, 3], [2, 2], [1, 1, 0, 0], ("ceil_mode", 1))),
        ["max pool same"] = (
            17,
            (b, x) =>
                b.Node("MaxPool", [x], ("kernel_shape", (int[])[3, 3]), ("strides", (int[])[2, 2]), ("auto_pad", "SAME_UPPER"))
        ),
        ["average pool"] = (17, (b, x) => Pool(b, x, "AveragePool", [2, 2], [2, 2], [0, 0, 0, 0])),
        ["average pool padded"] = (17, (b, x) => Pool(b, x, "AveragePool", [3, 3], [1, 1], [1, 1, 1, 1])),
        ["average pool counts padding"] = (
            17,
            (b, x) => Pool(b, x, "AveragePool", [3, 3], [2, 2], [1, 1, 1, 1], ("count_include_pad", 1))
        ),
        ["average pool uneven"] = (17, (b, x) => Pool(b, x, "AveragePool", [3, 2], [2, 2], [2, 0, 0, 1])),
        ["average pool uneven counts padding"] = (
            17,
            (b, x) => Pool(b, x, "AveragePool", [3, 2], [2, 2], [2, 0, 0, 1], ("count_include_pad", 1))
        ),
        ["average pool ceil"] = (17, (b, x) => Pool(b, x, "AveragePool", [2, 2], [2, 2], [0, 0, 0, 0], ("ceil_mode", 1))),
        ["average pool ceil counts padding"] = (
            17,
            (b, x) => Pool(b, x, "AveragePool", [3, 3], [2, 2], [1, 1, 0, 0], ("ceil_mode", 1), ("count_include_pad", 1))
        ),
        ["global average pool"] = (17, (b, x) => b.Node("GlobalAveragePool", [x])),
        ["global max pool"] = (17, (b, x) => b.Node("GlobalMaxPool", [x])),
        ["reduce mean"] = (13, (b, x) => b.Node("ReduceMean", [x], ("axes", (int[])[2, 3]), ("keepdims", 0))),
        ["reduce mean of opset 18"] = (18, (b, x) => b.Node("ReduceMean", [x, b.Longs(-1, -2)])),
        ["flatten"] = (17, Flat),
        ["reshape to rows"] = (13, (b, x) => b.Node("Reshape", [x, b.Longs(0, -1)])),
        ["reshape by shape arithmetic"] = (13, ShapeArithmetic),
        ["transpose and back"] = (
            13,
            (b, x) =>
                b.Node(
                    "Transpose",
                    [b.Node("Relu", [b.Node("Transpose", [x], ("perm", (int[])[0, 2, 3, 1]))])],
                    ("perm", (int[])[0, 3, 1, 2])
                )
        ),
        ["flatten with channels last and a layer"] = (
            13,
            (b, x) =>
                b.Node(
                    "Gemm",
                    [Flat(b, b.Node("Transpose", [x], ("perm", (int[])[0, 2, 3, 1]))), b.Reals(Channels * Size * Size, 4)]
                )
        ),
        ["a constant with channels last"] = (
            13,
            (b, x) =>
                b.Node(
                    "Transpose",
                    [b.Node("Mul", [b.Node("Transpose", [x], ("perm", (int[])[0, 2, 3, 1])), b.Reals(Channels)])],
                    ("perm", (int[])[0, 3, 1, 2])
                )
        ),
        ["concat with channels last"] = (
            13,
            (b, x) =>
            {
                var last = b.Node("Transpose", [x], ("perm", (int[])[0, 2, 3, 1]));
                return b.Node("Transpose", [b.Node("Concat", [last, last], ("axis", 3))], ("perm", (int[])[0, 3, 1, 2]));
            }
        ),
        ["mean with channels last"] = (
            13,
            (b, x) =>
                b.Node(
                    "ReduceMean",
                    [b.Node("Transpose", [x], ("perm", (int[])[0, 2, 3, 1]))],
                    ("axes", (int[])[1, 2]),
                    ("keepdims", 0)
                )
        ),
        ["average pool over everything"] = (7, (b, x) => Pool(b, x, "AveragePool", [Size, Size], [1, 1], [0, 0, 0, 0])),
        ["squeeze and unsqueeze"] = (
            13,
            (b, x) => b.Node("Unsqueeze", [b.Node("Squeeze", [b.Node("GlobalAveragePool", [x]), b.Longs(2, 3)]), b.Longs(2, 3)])
        ),
        ["squeeze of opset 7"] = (7, (b, x) => b.Node("Squeeze", [b.Node("GlobalAveragePool", [x])], ("axes", (int[])[2, 3]))),
        ["dropout and identity"] = (13, (b, x) => b.Node("Identity", [b.Node("Dropout", [x])])),
        ["cast"] = (13, (b, x) => b.Node("Cast", [x], ("to", 1))),
        ["1-D convolution and pooling"] = (
            17,
            (b, x) =>
            {
                var row = b.Node("Reshape", [b.Node("MaxPool", [x], ("kernel_shape", (int[])[Size, 1])), b.Longs(0, 0, -1)]);
                var conv = b.Node(
                    "Conv",
                    [row, b.Reals(5, Channels, 3), b.Reals(5)],
                    ("pads", (int[])[2, 0]),
                    ("strides", (int[])[2])
                );
                return b.Node("AveragePool", [conv], ("kernel_shape", (int[])[2]));
            }
        ),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_those_of_ONNX_Runtime(string name)
    {
        var (opset, body) = Cases[name];
        var b = new ModelBuilder(opset, 1, 0, 2, Size, Size);
        Agreement.Assert(b.Finish(body(b, b.Layer(b.Input, 2, Channels))));
    }

    [Fact]
    public void Softmax_at_the_end_is_left_out_and_noted()
    {
        var b = new ModelBuilder(13, 1, 0, 2, Size, Size);
        var logits = b.Node("GlobalAveragePool", [b.Layer(b.Input, 2, Channels)]);
        var model = OnnxImporter.Read(b.Finish(b.Node("Softmax", [logits], ("axis", 1))), "model");
        Assert.Equal(Channels, model.Network.Classes);
        Assert.Contains(model.Notes, n => n.Contains("Softmax", StringComparison.Ordinal));
    }

    [Fact]
    public void Layers_with_the_same_weights_are_named()
    {
        var b = new ModelBuilder(13, 1, 0, 2, Size, Size);
        var weights = b.Reals(Channels, Channels, 1, 1);
        var first = b.Node("Conv", [b.Layer(b.Input, 2, Channels), weights]);
        var second = b.Node("Conv", [b.Node("Relu", [first]), weights]);
        var model = OnnxImporter.Read(b.Finish(b.Node("GlobalAveragePool", [second])), "model");
        var note = Assert.Single(model.Notes, n => n.Contains("have the same weights", StringComparison.Ordinal));
        Assert.StartsWith(string.Join(", ", model.Network.Layers.Skip(1).Select(l => l.Name)), note, StringComparison.Ordinal);
    }

    private static string Flat(ModelBuilder b, string x) => b.Node("Flatten", [x]);

    private static string Norm(ModelBuilder b, string x, float epsilon) =>
        b.Node(
            "BatchNormalization",
            [x, b.Reals(Channels), b.Reals(Channels), b.Reals(Channels), b.Reals(0.5f, 0.6f, Channels)],
            ("epsilon", epsilon)
        );

    private static string PlusThree(ModelBuilder b, string x) =>
        b.Node("Clip", [b.Node("Add", [x, b.Scalar(3)]), b.Scalar(0), b.Scalar(6)]);

    private static string ErfPlusOne(ModelBuilder b, string x) =>
        b.Node("Add", [b.Node("Erf", [b.Node("Div", [x, b.Scalar(MathF.Sqrt(2))])]), b.Scalar(1)]);

    private static string Pool(
        ModelBuilder b,
        string x,
        string op,
        int[] kernel,
        int[] strides,
        int[] pads,
        params (string, object)[] more
    ) => b.Node(op, [x], [("kernel_shape", kernel), ("strides", strides), ("pads", pads), .. more]);

    /// <summary>x.view(x.size(0), -1) as PyTorch's tracing exporter writes it.</summary>
    private static string ShapeArithmetic(ModelBuilder b, string x)
    {
        var batch = b.Node("Gather", [b.Node("Shape", [x]), b.Long(0)], ("axis", 0));
        var dims = b.Node("Concat", [b.Node("Unsqueeze", [batch, b.Longs(0)]), b.Longs(-1)], ("axis", 0));
        return b.Node("Reshape", [x, dims]);
    }
}
