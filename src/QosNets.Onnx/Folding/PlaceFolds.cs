using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Folding;

/// <summary>Constants whose values are taken from places of others.</summary>
internal static class PlaceFolds
{
    // Joined whole numbers are sizes and places of a few values; what grows beyond this only fills the memory.
    private const int MostWhole = 1 << 22;

    public static Constant Concat(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        Constant[] parts = [.. inputs.Select((_, i) => Folds.Need(inputs, i))];
        if (parts.Length == 0 || parts.Any(p => p.Rank != parts[0].Rank || p.Reals is null != parts[0].Reals is null))
            throw new ImportProblem("its inputs differ in axes or type");
        var axis = Axes.Of(node.Long("axis", 0), parts[0].Rank);
        if (parts.Any(p => p.Dims.Where((d, i) => i != axis && d != parts[0].Dims[i]).Any()))
            throw new ImportProblem($"its inputs differ along other axes than {axis}");
        long[] dims = [.. parts[0].Dims];
        dims[axis] = parts.Sum(p => p.Dims[axis]);
        var most = parts[0].Reals is null ? MostWhole : Constant.MostValues;
        if (dims.Aggregate(1.0, (a, b) => a * b) > most)
            throw new ImportProblem($"it would have more values than {most}");
        var outer = (int)dims[..axis].Aggregate(1L, (a, b) => a * b);
        if (parts[0].Reals is not null)
            return Constant.Of(dims, Joined(parts, p => p.Reals!, outer));
        return Constant.Of(dims, Joined(parts, p => p.Whole!, outer), parts[0].Type);
    }

    public static Constant Gather(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var (data, at) = (Folds.Need(inputs, 0), Folds.Need(inputs, 1));
        var axis = Axes.Of(node.Long("axis", 0), data.Rank);
        var size = data.Dims[axis];
        var (outer, inner) = (Product(data.Dims[..axis]), Product(data.Dims[(axis + 1)..]));
        long[] dims = [.. data.Dims[..axis], .. at.Dims, .. data.Dims[(axis + 1)..]];
        if (dims.Aggregate(1.0, (a, b) => a * b) > Constant.MostValues)
            throw new ImportProblem($"it would have more values than {Constant.MostValues}");
        var chosen = Folds.Whole(inputs, 1).Select(i => Axes.Of(i, (int)size)).ToArray();
        var places = new List<int>();
        for (var o = 0; o < outer; o++)
        {
            foreach (var c in chosen)
            {
                for (var i = 0; i < inner; i++)
                    places.Add((o * (int)size + c) * inner + i);
            }
        }
        return data.Pick(dims, [.. places]);
    }

    public static Constant Slice(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var data = Folds.Need(inputs, 0);
        var cuts = SliceCuts.Of(node, data.Dims, i => Folds.Optional(inputs, i)?.Whole);
        long[] dims = [.. data.Dims];
        var strides = new int[data.Rank];
        var (start, stride) = (0, 1);
        for (var i = data.Rank - 1; i >= 0; i--)
        {
            var cut = cuts[i];
            (dims[i], strides[i]) = (cut.Count, stride * cut.Step);
            start += cut.First * stride;
            stride *= (int)data.Dims[i];
        }
        return data.Pick(dims, Broadcasting.Walk(dims, strides, start));
    }

    public static Constant Expand(OnnxNode node, IReadOnlyList<Constant?> inputs)
    {
        var (data, wanted) = (Folds.Need(inputs, 0), Folds.Whole(inputs, 1));
        if (wanted.Any(d => d < 0))
            throw new ImportProblem($"sizes {string.Join("×", wanted)} hold one below 0");
        var dims = Broadcasting.Dims(data.Dims, wanted) ?? throw new ImportProblem("the sizes do not fit together");
        return data.Pick(dims, Broadcasting.Places(data.Dims, dims));
    }

    private static int Product(IEnumerable<long> dims) => (int)dims.Aggregate(1L, (a, b) => a * b);

    private static T[] Joined<T>(Constant[] parts, Func<Constant, T[]> values, int outer)
    {
        var joined = new List<T>();
        for (var o = 0; o < outer; o++)
        {
            foreach (var part in parts)
            {
                var length = part.Length / outer;
                joined.AddRange(values(part).AsSpan(o * length, length));
            }
        }
        return [.. joined];
    }
}
