using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;
using QosNets.Quantization;

namespace QosNets.Onnx.Operators;

/// <summary>QuantizeLinear and DequantizeLinear: grids of tensors are kept, grids of constants are computed.</summary>
internal static class Quantised
{
    private const int SignedShift = 128;

    public static Value Quantize(NodeImport n)
    {
        if (n[0] is ConstantValue c)
            return new ConstantValue(Bytes(n, c.Constant));
        var x = n.Activation(0);
        SetQuantizer(n, x, n.Constant(1, "the scale"), n.Optional(2, "the zero point"));
        return x;
    }

    public static Value Dequantize(NodeImport n)
    {
        if (n[0] is not ConstantValue c)
            return n.Activation(0);
        return new ConstantValue(Reals(n, c.Constant, n.Constant(1, "the scale"), n.Optional(2, "the zero point")));
    }

    /// <summary>Keeps the grid of a tensor.</summary>
    /// <exception cref="ImportProblem">It has several scales, or is no grid of 8 bits.</exception>
    public static void SetQuantizer(NodeImport n, Activation x, Constant scale, Constant? zeroPoint)
    {
        if (scale.Length != 1 || zeroPoint is { Length: not 1 })
            throw new ImportProblem("a tensor with several scales; weights may have them, tensors have one");
        var type = zeroPoint?.Type ?? ElementType.UInt8;
        if (type is not (ElementType.UInt8 or ElementType.Int8))
            throw new ImportProblem($"a tensor quantised to {type}; 8 bits are known");
        var zero = (zeroPoint?.Whole![0] ?? 0) + (type == ElementType.Int8 ? SignedShift : 0);
        SetQuantizer(n.Graph, x, Checked(scale.Real(0)), zero);
    }

    public static void SetQuantizer(ImportGraph graph, Activation x, float scale, long zeroPoint)
    {
        if (zeroPoint is < 0 or > byte.MaxValue)
            throw new ImportProblem($"zero point {zeroPoint}; it is one of the 256 bytes");
        var quantizer = new AffineQuantizer(scale, (int)zeroPoint);
        if (graph.Quantizers.TryGetValue(x.Node, out var first) && first != quantizer)
            graph.Notes.Add($"{x.Node} is quantised twice; its first grid of scale {first.Scale} is kept");
        else
            graph.Quantizers[x.Node] = quantizer;
    }

    public static float Checked(float scale) =>
        scale > 0 && float.IsFinite(scale) && float.IsFinite(1 / scale)
            ? scale
            : throw new ImportProblem($"scale {scale}; a scale is a number above 0");

    /// <summary>scale · (whole − zero point), with the grid where all channels share one zero point.</summary>
    public static Constant Reals(NodeImport n, Constant c, Constant scale, Constant? zeroPoint)
    {
        if (c.Whole is not { } whole)
            throw new ImportProblem("it dequantises real numbers");
        if (n.Node.Long("block_size", 0) != 0)
            throw new ImportProblem("scales of blocks are not known; one for each channel is");
        var axis = scale.Length == 1 ? 0 : Axes.Of(n.Node.Long("axis", 1), c.Rank);
        return Reals(c, whole, [.. scale.ToReals().Select(Checked)], zeroPoint, axis);
    }

    /// <summary>The same with scales along an axis.</summary>
    public static Constant Reals(Constant c, long[] whole, float[] scales, Constant? zeroPoint, int axis)
    {
        if (scales.Length == 0 || (scales.Length != 1 && scales.Length != c.Dims[axis]))
            throw new ImportProblem($"{scales.Length} scales for {c.Dims[axis]} channels");
        var zeros = zeroPoint?.Whole ?? [0];
        if (zeros.Length != 1 && zeros.Length != scales.Length)
            throw new ImportProblem($"{zeros.Length} zero points and {scales.Length} scales");
        var inner = (int)c.Dims[(axis + 1)..].Aggregate(1L, (a, b) => a * b);
        var channels = c.Rank == 0 ? 1 : Math.Max((int)c.Dims[axis], 1);
        var values = new float[whole.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var channel = i / Math.Max(inner, 1) % channels;
            values[i] = scales[scales.Length == 1 ? 0 : channel] * (whole[i] - zeros[zeros.Length == 1 ? 0 : channel]);
        }
        var zero = zeros[0] + (c.Type == ElementType.Int8 ? SignedShift : 0);
        var isGrid = c.Type is ElementType.Int8 or ElementType.UInt8 && zeros.All(z => z == zeros[0]) && zero is >= 0 and <= 255;
        return Constant.Of(c.Dims, values, isGrid ? new ConstantGrid(scales, (int)zero, axis) : null);
    }

    /// <summary>A constant that the file quantises itself.</summary>
    private static Constant Bytes(NodeImport n, Constant c)
    {
        var (scale, zero) = (n.Constant(1, "the scale"), n.Optional(2, "the zero point"));
        var type = zero?.Type ?? ElementType.UInt8;
        var (low, high) = type switch
        {
            ElementType.UInt8 => (0L, 255L),
            ElementType.Int8 => (-128L, 127L),
            _ => throw new ImportProblem($"constants quantised to {type}; 8 bits are known"),
        };
        var axis = scale.Length == 1 ? 0 : Axes.Of(n.Node.Long("axis", 1), c.Rank);
        if (scale.Length != 1 && scale.Length != c.Dims[axis])
            throw new ImportProblem($"{scale.Length} scales for {c.Dims[axis]} channels");
        var inner = c.Rank == 0 ? 1 : (int)c.Dims[(axis + 1)..].Aggregate(1L, (a, b) => a * b);
        var whole = new long[c.Length];
        for (var i = 0; i < whole.Length; i++)
        {
            var channel = scale.Length == 1 ? 0 : i / inner % scale.Length;
            var z = zero is null ? 0 : zero.Whole![zero.Length == 1 ? 0 : channel];
            whole[i] = Math.Clamp((long)MathF.Round(c.Real(i) / Checked(scale.Real(channel))) + z, low, high);
        }
        return Constant.Of(c.Dims, whole, type);
    }
}
