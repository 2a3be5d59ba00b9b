using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>
/// Operators with a window, and those of matrices, over sizes, strides, paddings, dilations and groups, in float32 beside ONNX
/// Runtime. Every setting that stands in a line is tried with every other one of its line.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class OperatorGridTests
{
    private const int Channels = 6;

    private static readonly int[][] Pads =
    [
        [0, 0, 0, 0],
        [1, 1, 1, 1],
        [1, 0, 0, 1],
    ];
    private static readonly int[][] Strides =
    [
        [1, 1],
        [2, 2],
        [2, 1],
    ];

    public static TheoryData<int, int, int, int, int> Convolutions =>
        [
            .. from size in (int[])[7, 8]
            from kernel in (int[])[1, 3]
            from pads in Enumerable.Range(0, Pads.Length)
            from strides in Enumerable.Range(0, Strides.Length)
            from groups in (int[])[1, 2, Channels]
            select new TheoryDataRow<int, int, int, int, int>(size, kernel, pads, strides, groups),
        ];

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolutions_are_those_of_ONNX_Runtime(int size, int kernel, int pads, int strides, int groups)
    {
        var b = new ModelBuilder(17, size, 0, 2, size, size);
        var x = b.Layer(b.Input, 2, Channels);
        string[] inputs = [x, b.Reals(2 * Channels, Channels / groups, kernel, kernel), b.Reals(2 * Channels)];
        Agreement.Assert(
            b.Finish(b.Node("Conv", inputs, ("pads", Pads[pads]), ("strides", Strides[strides]), ("group", groups)))
        );
    }

    public static TheoryData<int, int, string, int, int> AutoPadded =>
        [
            .. from size in (int[])[9, 10]
            from dilation in (int[])[1, 2, 3]
            from auto in (string[])["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"]
            from stride in (int[])[1, 2]
            from groups in (int[])[1, Channels]
            // ONNX Runtime pads no dilated window by itself.
            where dilation == 1 || auto is "NOTSET" or "VALID"
            select new TheoryDataRow<int, int, string, int, int>(size, dilation, auto, stride, groups),
        ];

    [Theory]
    [MemberData(nameof(AutoPadded))]
    public void Dilated_and_padded_convolutions_are_those_of_ONNX_Runtime(
        int size,
        int dilation,
        string auto,
        int stride,
        int groups
    )
    {
        var b = new ModelBuilder(11, size, 0, 2, size, size);
        string[] inputs = [b.Layer(b.Input, 2, Channels), b.Reals(Channels, Channels / groups, 3, 2)];
        (string, object)[] attributes =
        [
            ("dilations", (int[])[dilation, 1]),
            ("auto_pad", auto),
            ("strides", (int[])[stride, stride]),
            ("group", groups),
        ];
        Agreement.Assert(b.Finish(b.Node("Conv", inputs, attributes)));
    }

    public static TheoryData<string, int, int, int, bool, bool> Pools =>
        [
            .. from op in (string[])["MaxPool", "AveragePool"]
            from kernel in (int[])[2, 3]
            from pads in Enumerable.Range(0, Pads.Length)
            from strides in Enumerable.Range(0, Strides.Length)
            from ceil in (bool[])[false, true]
            from count in (bool[])[false, true]
            where op == "AveragePool" || !count
            select new TheoryDataRow<string, int, int, int, bool, bool>(op, kernel, pads, strides, ceil, count),
        ];

    [Theory]
    [MemberData(nameof(Pools))]
    public void Pools_are_those_of_ONNX_Runtime(string op, int kernel, int pads, int strides, bool ceil, bool count)
    {
        var b = new ModelBuilder(17, kernel, 0, 2, 8, 9);
        List<(string, object)> attributes =
        [
            ("kernel_shape", (int[])[kernel, kernel]),
            ("strides", Strides[strides]),
            ("pads", Pads[pads]),
            ("ceil_mode", ceil ? 1 : 0),
        ];
        if (count)
            attributes.Add(("count_include_pad", 1));
        Agreement.Assert(b.Finish(b.Node(op, [b.Layer(b.Input, 2, Channels)], [.. attributes])));
    }

    public static TheoryData<int, int, bool, bool> Matrices =>
        [
            .. from inputs in (int[])[1, 5, 32]
            from outputs in (int[])[2, 33]
            from transposed in (bool[])[false, true]
            from bias in (bool[])[false, true]
            select new TheoryDataRow<int, int, bool, bool>(inputs, outputs, transposed, bias),
        ];

    [Theory]
    [MemberData(nameof(Matrices))]
    public void Matrix_products_are_those_of_ONNX_Runtime(int inputs, int outputs, bool transposed, bool bias)
    {
        var b = new ModelBuilder(13, inputs, 0, inputs, 1, 1);
        var weights = transposed ? b.Reals(outputs, inputs) : b.Reals(inputs, outputs);
        string[] operands = [b.Node("Flatten", [b.Input]), weights];
        if (bias)
            operands = [.. operands, b.Reals(outputs)];
        Agreement.Assert(
            b.Finish(b.Node("Gemm", operands, ("transB", transposed ? 1 : 0), ("alpha", 1.5f), ("beta", 0.5f))),
            images: 3
        );
    }

    public static TheoryData<int, int, int, int> Sequences =>
        [
            .. from length in (int[])[7, 8]
            from kernel in (int[])[1, 3]
            from stride in (int[])[1, 2]
            from groups in (int[])[1, 2]
            select new TheoryDataRow<int, int, int, int>(length, kernel, stride, groups),
        ];

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Convolutions_of_sequences_are_those_of_ONNX_Runtime(int length, int kernel, int stride, int groups)
    {
        var b = new ModelBuilder(17, kernel, 0, 4, length);
        var conv = b.Node(
            "Conv",
            [b.Input, b.Reals(Channels, 4 / groups, kernel), b.Reals(Channels)],
            ("pads", (int[])[kernel / 2, 0]),
            ("strides", (int[])[stride]),
            ("group", groups)
        );
        Agreement.Assert(b.Finish(b.Node("Relu", [conv])));
    }
}
