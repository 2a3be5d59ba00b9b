using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Folding;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Operators that give the same values other axes.</summary>
internal static class Layouts
{
    public static Value Flatten(NodeImport n)
    {
        var x = n.Activation(0);
        var axis = n.Node.Long("axis", 1);
        axis = axis < 0 ? axis + x.Layout.Rank : axis;
        if (axis != 1)
            throw new ImportProblem($"it flattens from axis {axis} on; images are flattened from axis 1 on");
        return x with { Layout = x.Layout.Reshape([x.Layout.Batch, -1]) };
    }

    public static Value Reshape(NodeImport n)
    {
        var x = n.Activation(0);
        var dims =
            n.Node.Longs("shape") ?? n.Constant(1, "the shape").Whole ?? throw new ImportProblem("its shape is no whole numbers");
        if (dims.Count is < 1 or > 8)
            throw new ImportProblem($"a shape of {dims.Count} axes; 1 to 8 are known");
        return x with { Layout = x.Layout.Reshape(BatchFirst(x, dims), n.Node.Switch("allowzero", false)) };
    }

    public static Value Transpose(NodeImport n)
    {
        var x = n.Activation(0);
        var order = n.Node.Longs("perm") ?? [.. Enumerable.Range(0, x.Layout.Rank).Reverse().Select(i => (long)i)];
        return x with { Layout = x.Layout.Transpose([.. order.Select(o => Axes.Of(o, x.Layout.Rank))]) };
    }

    public static Value Squeeze(NodeImport n)
    {
        var x = n.Activation(0);
        var axes = n.Node.Longs("axes") ?? n.Optional(1, "axes")?.Whole;
        // Without axes the batch would go too where the file leaves it open and it counts as 1.
        axes ??= [.. x.Layout.Dims.Index().Where(d => d.Index > 0 && d.Item == 1).Select(d => (long)d.Index)];
        return x with { Layout = x.Layout.Reshape(Axes.Squeezed(x.Layout.Dims, axes)) };
    }

    public static Value Unsqueeze(NodeImport n)
    {
        var x = n.Activation(0);
        var axes =
            n.Node.Longs("axes") ?? n.Constant(1, "axes").Whole ?? throw new ImportProblem("its axes are no whole numbers");
        return x with { Layout = x.Layout.Reshape(Axes.Unsqueezed(x.Layout.Dims, axes)) };
    }

    public static Value ShapeOf(NodeImport n) => new ConstantValue(ShapeFolds.ShapeOf(n.Node, n.Activation(0).Layout.Dims));

    /// <summary>A batch that the file left open may have been written as 1, or as −1 with all other sizes known.</summary>
    private static IReadOnlyList<long> BatchFirst(Activation x, IReadOnlyList<long> dims) =>
        dims[0] == 1 && x.Layout.Batch != 1 && !dims.Contains(-1) ? [x.Layout.Batch, .. dims.Skip(1)] : dims;
}
