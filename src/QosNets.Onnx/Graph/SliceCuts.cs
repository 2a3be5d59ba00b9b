using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;

namespace QosNets.Onnx.Graph;

/// <summary>The places that are kept of one axis.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
/// <param name="Step">From each to the next; below 0 backwards.</param>
internal readonly record struct SliceCut(int First, int Count, int Step);

/// <summary>The operator Slice, whose numbers are attributes up to operator set 9 and inputs from 10.</summary>
internal static class SliceCuts
{
    /// <summary>What is kept of every axis.</summary>
    /// <param name="node">The node.</param>
    /// <param name="dims">Sizes of the tensor.</param>
    /// <param name="input">Whole numbers of an input, or null.</param>
    /// <exception cref="ImportProblem">Starts, ends, axes and steps do not fit together.</exception>
    public static SliceCut[] Of(OnnxNode node, long[] dims, Func<int, IReadOnlyList<long>?> input)
    {
        var starts = node.Longs("starts") ?? input(1);
        var ends = node.Longs("ends") ?? input(2);
        if (starts is null || ends is null)
            throw new ImportProblem("its starts and ends are not constants; export the model with fixed sizes");
        var axes = node.Longs("axes") ?? input(3) ?? [.. Enumerable.Range(0, starts.Count).Select(i => (long)i)];
        var steps = input(4) ?? [.. Enumerable.Repeat(1L, starts.Count)];
        if (ends.Count != starts.Count || axes.Count != starts.Count || steps.Count != starts.Count)
            throw new ImportProblem("starts, ends, axes and steps differ in number");
        SliceCut[] cuts = [.. dims.Select(d => new SliceCut(0, (int)d, 1))];
        for (var i = 0; i < starts.Count; i++)
        {
            var axis = Axes.Of(axes[i], dims.Length);
            cuts[axis] = Cut(starts[i], ends[i], steps[i], dims[axis]);
        }
        return cuts;
    }

    private static SliceCut Cut(long start, long end, long step, long size)
    {
        if (step is 0 or < -int.MaxValue or > int.MaxValue)
            throw new ImportProblem($"step = {step}; it is a whole number other than 0");
        var (least, most) = step > 0 ? (0L, size) : (-1L, size - 1);
        var first = Math.Clamp(start < 0 ? start + size : start, Math.Max(least, 0), most);
        var last = Math.Clamp(end < 0 ? end + size : end, least, most);
        var count = step > 0 ? (last - first + step - 1) / step : (first - last - step - 1) / -step;
        return new SliceCut((int)first, (int)Math.Max(count, 0), (int)step);
    }
}
