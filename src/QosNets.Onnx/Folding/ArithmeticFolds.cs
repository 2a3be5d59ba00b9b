using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Folding;

/// <summary>Arithmetic on constants, element by element.</summary>
internal static class ArithmeticFolds
{
    public static Constant Binary(IReadOnlyList<Constant?> inputs, Func<float, float, float> reals, Func<long, long, long> whole)
    {
        if (inputs.Count == 1)
            return Folds.Need(inputs, 0);
        var result = Pair(Folds.Need(inputs, 0), Folds.Need(inputs, 1), reals, whole);
        for (var i = 2; i < inputs.Count; i++)
            result = Pair(result, Folds.Need(inputs, i), reals, whole);
        return result;
    }

    public static Constant Unary(IReadOnlyList<Constant?> inputs, Func<float, float> reals, Func<long, long>? whole)
    {
        var x = Folds.Need(inputs, 0);
        if (x.Reals is { } values)
            return Constant.Of(x.Dims, [.. values.Select(reals)]);
        if (whole is null)
            throw new ImportProblem("its input holds whole numbers where real ones are expected");
        return Constant.Of(x.Dims, [.. x.Whole!.Select(whole)], x.Type);
    }

    public static Constant Compare(IReadOnlyList<Constant?> inputs, Func<double, double, bool> holds)
    {
        var (a, b, dims) = Common(Folds.Need(inputs, 0), Folds.Need(inputs, 1));
        return Constant.Of(
            dims,
            [.. a.Zip(b, (x, y) => holds(Folds.Need(inputs, 0).Real(x), Folds.Need(inputs, 1).Real(y)) ? 1L : 0)],
            ElementType.Bool
        );
    }

    public static Constant Where(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var (condition, x, y) = (Folds.Need(inputs, 0), Folds.Need(inputs, 1), Folds.Need(inputs, 2));
        var dims =
            Broadcasting.Dims(condition.Dims, x.Dims) is { } first && Broadcasting.Dims(first, y.Dims) is { } all
                ? all
                : throw new ImportProblem("its inputs do not fit together");
        if (x.Reals is null != y.Reals is null)
            throw new ImportProblem("its inputs are of two types");
        int[] c = Broadcasting.Places(condition.Dims, dims),
            a = Broadcasting.Places(x.Dims, dims),
            b = Broadcasting.Places(y.Dims, dims);
        if (x.Reals is not null)
            return Constant.Of(dims, [.. c.Select((p, i) => condition.Real(p) != 0 ? x.Reals[a[i]] : y.Reals![b[i]])]);
        return Constant.Of(dims, [.. c.Select((p, i) => condition.Real(p) != 0 ? x.Whole![a[i]] : y.Whole![b[i]])], x.Type);
    }

    public static Constant Cast(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var x = Folds.Need(inputs, 0);
        var to = (ElementType)node.Long("to", 0);
        if (to is ElementType.Float or ElementType.Float16 or ElementType.BFloat16 or ElementType.Double)
            return x.Reals is null ? Constant.Of(x.Dims, x.ToReals()) : x;
        if (x.Whole is not null)
            return Constant.Of(x.Dims, x.Whole, to);
        if (to == ElementType.Bool)
            return Constant.Of(x.Dims, [.. x.Reals!.Select(v => v != 0 ? 1L : 0)], to);
        return Constant.Of(x.Dims, [.. x.Reals!.Select(v => (long)v)], to);
    }

    /// <summary>The product of a row of numbers.</summary>
    public static Constant Product(OnnxNode node, Constant x)
    {
        if (x.Rank > 1)
            throw new ImportProblem("it multiplies along some of several axes; only rows of numbers are folded");
        long[] dims = node.Switch("keepdims", true) ? [1] : [];
        return x.Whole is null
            ? Constant.Of(dims, [x.Reals!.Aggregate(1f, (a, b) => a * b)])
            : Constant.Of(dims, [x.Whole.Aggregate(1L, (a, b) => a * b)], x.Type);
    }

    public static long Quotient(long a, long b) =>
        b == 0 || (a == long.MinValue && b == -1) ? throw new ImportProblem($"it divides {a} by {b}") : a / b;

    private static Constant Pair(Constant x, Constant y, Func<float, float, float> reals, Func<long, long, long> whole)
    {
        var (a, b, dims) = Common(x, y);
        if (x.Whole is { } left && y.Whole is { } right)
            return Constant.Of(dims, [.. a.Zip(b, (i, j) => whole(left[i], right[j]))], x.Type);
        return Constant.Of(dims, [.. a.Zip(b, (i, j) => reals(x.Real(i), y.Real(j)))]);
    }

    private static (int[] A, int[] B, long[] Dims) Common(Constant x, Constant y)
    {
        var dims = Broadcasting.Dims(x.Dims, y.Dims) ?? throw new ImportProblem("its inputs do not fit together");
        return (Broadcasting.Places(x.Dims, dims), Broadcasting.Places(y.Dims, dims), dims);
    }
}
