using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;
using QosNets.Quantization;

namespace QosNets.Onnx.Operators;

/// <summary>Convolutions and fully connected layers, with constant weights.</summary>
internal static class Layers
{
    /// <summary>Conv: 2-D, or 1-D as one row.</summary>
    public static Value Conv(NodeImport n) => Conv(n, n.Usual(0), n.Constant(1, "the weight"), n.Optional(2, "the bias"));

    public static Activation Conv(NodeImport n, Activation x, Constant w, Constant? bias)
    {
        n.NameAfter(1);
        var spatial = w.Rank - 2;
        if (spatial is not (1 or 2) || x.Layout.Rank != w.Rank)
            throw new ImportProblem($"a {spatial}-D convolution of a tensor of {x.Layout.Rank} axes; 1-D and 2-D ones are known");
        var windows = SpatialSizes.Of(n, spatial, [.. w.Dims.Skip(2)], n.Graph.ShapeOf(x.Node), floorOnly: true);
        if (n.Node.Longs("kernel_shape") is { Count: > 0 } said && !said.SequenceEqual(w.Dims.Skip(2)))
            throw new ImportProblem($"kernel_shape {string.Join("×", said)} is not that of the weight; export the model again");
        var node = new Conv2dNode(
            n.Name,
            x.Node,
            n.Graph.ShapeOf(x.Node).Channels,
            (int)w.Dims[0],
            windows.Kernel[0],
            windows.Stride[0],
            windows.Before[0],
            n.Node.Int("group", 1),
            bias is not null
        );
        node = Rectangular(node, windows);
        if (node.Groups < 1 || w.Dims[1] * node.Groups != node.InChannels)
            throw new ImportProblem($"{node.InChannels} input channels where the weight has {w.Dims[1]} in {node.Groups} groups");
        var result = n.Add(node, x);
        SetWeights(n, node.Name, w.ToReals(), w.Grid, node.OutChannels, outAxis: 0);
        if (bias is not null)
            SetBias(n, node.Name, bias, node.OutChannels);
        return result;
    }

    /// <summary>Gemm: alpha·x·B + beta·C.</summary>
    public static Value Gemm(NodeImport n)
    {
        if (n.Node.Switch("transA", false))
            throw new ImportProblem("transA turns the batch; export the model without it");
        n.NameAfter(1);
        var b = n.Constant(1, "the weight");
        var alpha = n.Node.Real("alpha", 1);
        var beta = n.Node.Real("beta", 1);
        var bias = n.Optional(2, "the bias");
        if (alpha != 1)
            b = Constant.Of(b.Dims, [.. b.ToReals().Select(v => v * alpha)]);
        if (bias is not null && beta != 1)
            bias = Constant.Of(bias.Dims, [.. bias.ToReals().Select(v => v * beta)]);
        return Linear(n, n.Activation(0), b, n.Node.Switch("transB", false), bias);
    }

    /// <summary>MatMul with a constant.</summary>
    public static Value MatMul(NodeImport n)
    {
        if (n[0] is ConstantValue)
            throw new ImportProblem("its first input is a constant; a layer's weight is the second");
        n.NameAfter(1);
        return Linear(n, n.Activation(0), n.Constant(1, "the second factor"), isTransposed: false, null);
    }

    /// <summary>A fully connected layer.</summary>
    /// <param name="n">The node.</param>
    /// <param name="x">A tensor of two axes.</param>
    /// <param name="b">[in, out], or [out, in] where transposed.</param>
    /// <param name="isTransposed">Whether outputs come first.</param>
    /// <param name="bias">One value, or one for each output; null for none.</param>
    public static Activation Linear(NodeImport n, Activation x, Constant b, bool isTransposed, Constant? bias)
    {
        if (x.Layout.Rank != 2 || b.Rank != 2)
            throw new ImportProblem(
                $"a product of tensors of {x.Layout.Rank} and {b.Rank} axes; a fully connected layer has 2 and 2, flatten before "
                    + "it"
            );
        var (outputs, inputs) = isTransposed ? ((int)b.Dims[0], (int)b.Dims[1]) : ((int)b.Dims[1], (int)b.Dims[0]);
        var (flat, places) = FlatInput.Of(n.Graph, x);
        if (places.Length != inputs)
            throw new ImportProblem($"{places.Length} features where the weight has {inputs}");
        var node = new LinearNode(n.Name, flat, inputs, outputs, bias is not null);
        var result = n.Add(node, x);
        var source = b.ToReals();
        var weights = new float[source.Length];
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
                weights[o * inputs + places[i]] = source[isTransposed ? o * inputs + i : i * outputs + o];
        }
        SetWeights(n, node.Name, weights, b.Grid, outputs, outAxis: isTransposed ? 0 : 1);
        if (bias is not null)
            SetBias(n, node.Name, bias, outputs);
        return result;
    }

    /// <summary>Sets the bias of a layer: one value for all outputs, or one each.</summary>
    /// <exception cref="ImportProblem">There are more or fewer.</exception>
    public static void SetBias(NodeImport n, string layer, Constant bias, int outputs)
    {
        if (bias.Length != 1 && (bias.Length != outputs || bias.Dims[^1] != outputs))
            throw new ImportProblem($"a bias of {string.Join("×", bias.Dims)} values for {outputs} outputs");
        n.Graph.Parameters[$"{layer}.bias"] = [.. Enumerable.Range(0, outputs).Select(c => bias.Real(bias.Length == 1 ? 0 : c))];
    }

    private static Conv2dNode Rectangular(Conv2dNode node, SpatialSizes s)
    {
        var isSquare = s.Kernel[0] == s.Kernel[1] && s.Stride[0] == s.Stride[1] && s.Dilation is [1, 1];
        var isEven = s.Before[0] == s.Before[1] && s.After.SequenceEqual(s.Before);
        return isSquare && isEven
            ? node
            : node with
            {
                KernelWidth = s.Kernel[1],
                StrideWidth = s.Stride[1],
                Dilation = s.Dilation[0],
                DilationWidth = s.Dilation[1],
                PadLeft = s.Before[1],
                PadBottom = s.After[0],
                PadRight = s.After[1],
            };
    }

    private static void SetWeights(NodeImport n, string layer, float[] weights, ConstantGrid? grid, int outputs, int outAxis)
    {
        if (weights.Any(w => !float.IsFinite(w)))
            throw new ImportProblem("a weight is not finite; export a model whose training has not diverged");
        n.Graph.Parameters[$"{layer}.weight"] = weights;
        if (grid is null)
            return;
        if (grid.Scales.Length == 1 || (grid.Axis == outAxis && grid.Scales.Length == outputs))
            n.Graph.WeightQuantizers[layer] = new WeightQuantizer(grid.Scales, grid.ZeroPoint, Signed: false);
        else
            n.Graph.Notes.Add($"{layer}: scales along axis {grid.Axis} of the weight are not kept; those of outputs would be");
    }
}
