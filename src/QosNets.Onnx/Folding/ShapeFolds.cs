using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Folding;

/// <summary>Constants that are made, and constants under other sizes.</summary>
internal static class ShapeFolds
{
    public static Constant Constant(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        if (node.Tensor("value") is { } tensor)
            return tensor;
        if (node.Has("value_float"))
            return Constants.Constant.Of([], [node.Real("value_float", 0)]);
        if (node.Has("value_int"))
            return Constants.Constant.Of([], [node.Long("value_int", 0)]);
        if (node.Reals("value_floats") is { } reals)
            return Constants.Constant.Of([reals.Count], [.. reals]);
        if (node.Longs("value_ints") is { } whole)
            return Constants.Constant.Row([.. whole]);
        throw new ImportProblem("its value is neither a tensor nor numbers; export the model again");
    }

    public static Constant ConstantOfShape(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var dims = Checked(Folds.Whole(inputs, 0));
        var length = (int)dims.Aggregate(1L, (a, b) => a * b);
        var value = node.Tensor("value");
        if (value is null || value.Reals is not null)
            return Constants.Constant.Of(dims, [.. Enumerable.Repeat(value?.Real(0) ?? 0, length)]);
        return Constants.Constant.Of(dims, [.. Enumerable.Repeat(value.Whole![0], length)], value.Type);
    }

    public static Constant ShapeOf(OnnxNode node, long[] dims)
    {
        var start = Math.Clamp(FromBehind(node.Long("start", 0), dims.Length), 0, dims.Length);
        var end = Math.Clamp(FromBehind(node.Long("end", dims.Length), dims.Length), start, dims.Length);
        return Constants.Constant.Row(dims[(int)start..(int)end]);

        static long FromBehind(long at, int rank) => at < 0 ? at + rank : at;
    }

    public static Constant Range(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var (from, to, step) = (Folds.Whole(inputs, 0)[0], Folds.Whole(inputs, 1)[0], Folds.Whole(inputs, 2)[0]);
        if (step == 0 || Math.Abs((double)to - from) / Math.Abs((double)step) > Constants.Constant.MostValues)
            throw new ImportProblem($"the range {from}..{to} in steps of {step} has no or too many numbers");
        var values = new List<long>();
        // In 128 bits, as the last number may be the last of 64 bits.
        for (Int128 v = from; step > 0 ? v < to : v > to; v += step)
            values.Add((long)v);
        return Constants.Constant.Row([.. values]);
    }

    public static Constant Reshape(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var (data, wanted) = (Folds.Need(inputs, 0), Folds.Whole(inputs, 1));
        var dims = wanted.Select((d, i) => d == 0 && i < data.Rank ? data.Dims[i] : d).ToArray();
        var known = 1L;
        foreach (var dim in dims.Where(d => d != -1))
            known = dim is < 0 or > int.MaxValue || known > int.MaxValue ? 0 : known * dim;
        if (known > 0 && dims.Count(d => d == -1) == 1)
            dims = [.. dims.Select(d => d == -1 ? data.Length / known : d)];
        if (dims.Contains(-1) || dims.Aggregate(1L, (a, b) => a * b) != data.Length)
            throw new ImportProblem($"{string.Join("×", data.Dims)} values do not fit {string.Join("×", wanted)}");
        return data.WithDims(dims);
    }

    public static Constant Flatten(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var data = Folds.Need(inputs, 0);
        var axis = (int)node.Long("axis", 1);
        axis = axis < 0 ? axis + data.Rank : axis;
        if (axis < 0 || axis > data.Rank)
            throw new ImportProblem($"there is no axis {axis} of {data.Rank}");
        return data.WithDims([
            data.Dims[..axis].Aggregate(1L, (a, b) => a * b),
            data.Dims[axis..].Aggregate(1L, (a, b) => a * b),
        ]);
    }

    public static Constant Squeeze(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var data = Folds.Need(inputs, 0);
        return data.WithDims(Axes.Squeezed(data.Dims, node.Longs("axes") ?? Folds.Optional(inputs, 1)?.Whole));
    }

    public static Constant Unsqueeze(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var data = Folds.Need(inputs, 0);
        return data.WithDims(Axes.Unsqueezed(data.Dims, node.Longs("axes") ?? Folds.Whole(inputs, 1)));
    }

    public static Constant Transpose(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var data = Folds.Need(inputs, 0);
        var order =
            node.Longs("perm")?.Select(a => Axes.Of(a, data.Rank)).ToArray() ?? [.. Enumerable.Range(0, data.Rank).Reverse()];
        if (order.Length != data.Rank || order.Distinct().Count() != data.Rank)
            throw new ImportProblem($"perm = {string.Join(", ", order)} is no order of {data.Rank} axes");
        var strides = new int[data.Rank];
        var stride = 1;
        for (var i = data.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= (int)data.Dims[i];
        }
        long[] dims = [.. order.Select(o => data.Dims[o])];
        var moved = data.Pick(dims, Broadcasting.Walk(dims, [.. order.Select(o => strides[o])], 0));
        return data.Grid is not { } grid
            ? moved
            : Constants.Constant.Of(dims, moved.Reals!, grid with { Axis = Array.IndexOf(order, grid.Axis) });
    }

    private static long[] Checked(long[] dims)
    {
        var total = 1L;
        foreach (var dim in dims)
        {
            if (dim < 0 || dim > Constants.Constant.MostValues || (total *= dim) > Constants.Constant.MostValues)
                throw new ImportProblem($"sizes {string.Join("×", dims)} have more values than {Constants.Constant.MostValues}");
        }
        return dims;
    }
}
