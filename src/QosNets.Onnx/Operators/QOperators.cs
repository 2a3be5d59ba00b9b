using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>
/// Operators that carry their grids as inputs: the operator in real numbers, its weights dequantised, and the grid of its
/// result kept.
/// </summary>
internal static class QOperators
{
    /// <summary>x, s_x, z_x, w, s_w, z_w, s_y, z_y, bias.</summary>
    public static Value Conv(NodeImport n)
    {
        var w = Weight(n, 3, axis: 0);
        return Kept(n, 6, Layers.Conv(n, n.Usual(0), w, Bias(n, 8, w)));
    }

    /// <summary>a, s_a, z_a, b, s_b, z_b, s_y, z_y.</summary>
    public static Value MatMul(NodeImport n) =>
        Kept(n, 6, Layers.Linear(n, n.Activation(0), Weight(n, 3, axis: 1), isTransposed: false, null));

    /// <summary>a, s_a, z_a, b, s_b, z_b, bias, s_y, z_y.</summary>
    public static Value Gemm(NodeImport n)
    {
        if (n.Node.Switch("transA", false) || n.Node.Real("alpha", 1) != 1)
            throw new ImportProblem("transA and alpha of a quantised layer; leave them 0 and 1");
        var isTransposed = n.Node.Switch("transB", false);
        var w = Weight(n, 3, axis: isTransposed ? 0 : 1);
        var y = Layers.Linear(n, n.Activation(0), w, isTransposed, Bias(n, 6, w));
        return n.Has(7) ? Kept(n, 7, y) : y;
    }

    /// <summary>a, s_a, z_a, b, s_b, z_b, s_y, z_y.</summary>
    public static Value Add(NodeImport n) => Kept(n, 6, Arithmetic.Sum(n, n.Activation(0), n.Activation(3), n.Name));

    /// <summary>a, s_a, z_a, b, s_b, z_b, s_y, z_y.</summary>
    public static Value Mul(NodeImport n) => Kept(n, 6, Arithmetic.Product(n, n.Activation(0), n.Activation(3)));

    /// <summary>s_y, z_y, and x, s_x, z_x of every part.</summary>
    public static Value Concat(NodeImport n)
    {
        var parts = Enumerable.Range(0, (n.Inputs - 2) / 3).Select(i => n.Activation(2 + 3 * i)).ToArray();
        if (parts.Length == 0)
            throw new ImportProblem("it joins nothing");
        return Kept(n, 0, Joints.Concat(n, parts));
    }

    /// <summary>x, s_x, z_x, s_y, z_y.</summary>
    public static Value Sigmoid(NodeImport n) =>
        Kept(n, 3, n.Elementwise(n.Activation(0), (name, x) => new SigmoidNode(name, x)));

    /// <summary>x, s_x, z_x, s_y, z_y.</summary>
    public static Value LeakyRelu(NodeImport n) => Kept(n, 3, Activations.LeakyRelu(n, n.Activation(0)));

    /// <summary>x, s_x, z_x, s_y, z_y.</summary>
    public static Value GlobalAveragePool(NodeImport n)
    {
        RequireChannelsFirst(n);
        return Kept(n, 3, Pools.GlobalAverage(n, n.Usual(0)));
    }

    /// <summary>x, s_x, z_x, s_y, z_y.</summary>
    public static Value AveragePool(NodeImport n)
    {
        RequireChannelsFirst(n);
        return Kept(n, 3, Pools.Average(n, n.Usual(0)));
    }

    private static void RequireChannelsFirst(NodeImport n)
    {
        if (n.Node.Switch("channels_last", false))
            throw new ImportProblem("channels_last is not known; quantise the model before it is optimised for a processor");
    }

    private static Activation Kept(NodeImport n, int scale, Activation y)
    {
        Quantised.SetQuantizer(n, y, n.Constant(scale, "the scale"), n.Optional(scale + 1, "the zero point"));
        return y;
    }

    private static Constant Weight(NodeImport n, int input, int axis)
    {
        var (w, scale) = (n.Constant(input, "the weight"), n.Constant(input + 1, "the weight's scale"));
        if (w.Whole is null || w.Rank < 2)
            throw new ImportProblem("its weight is no tensor of bytes");
        float[] scales = [.. scale.ToReals().Select(Quantised.Checked)];
        return Quantised.Reals(w, w.Whole, scales, n.Optional(input + 2, "the weight's zero point"), axis);
    }

    /// <summary>A bias in steps of s_x · s_w.</summary>
    private static Constant? Bias(NodeImport n, int input, Constant weight)
    {
        if (n.Optional(input, "the bias") is not { } bias)
            return null;
        var step = n.Constant(1, "the scale").Real(0);
        var scales = n.Constant(4, "the weight's scale").ToReals();
        if (scales.Length != 1 && scales.Length != bias.Length)
            throw new ImportProblem($"{bias.Length} biases and {scales.Length} scales");
        return Constant.Of(
            bias.Dims,
            [.. bias.ToReals().Select((b, c) => (float)((double)b * step * scales[scales.Length == 1 ? 0 : c]))]
        );
    }
}
