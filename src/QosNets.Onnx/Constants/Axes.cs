using QosNets.Onnx.Base;

namespace QosNets.Onnx.Constants;

/// <summary>Axes as files name them: from the front, or from behind with a minus sign.</summary>
internal static class Axes
{
    /// <summary>An axis as 0..rank−1.</summary>
    /// <exception cref="ImportProblem">There is no such axis.</exception>
    public static int Of(long axis, int rank) =>
        axis >= -rank && axis < rank
            ? (int)(axis < 0 ? axis + rank : axis)
            : throw new ImportProblem($"there is no axis {axis} of {rank}");

    /// <summary>Sizes without some axes: those given, or all of size 1.</summary>
    /// <exception cref="ImportProblem">An axis is not there or has more than one place.</exception>
    public static long[] Squeezed(long[] dims, IReadOnlyList<long>? axes)
    {
        var gone = axes?.Select(a => Of(a, dims.Length)).ToHashSet();
        if (gone is not null && gone.Any(a => dims[a] != 1))
            throw new ImportProblem($"axis {gone.First(a => dims[a] != 1)} of {string.Join("×", dims)} is not 1");
        return [.. dims.Where((d, i) => gone is null ? d != 1 : !gone.Contains(i))];
    }

    /// <summary>Sizes with new axes of 1.</summary>
    /// <exception cref="ImportProblem">An axis is named twice or outside.</exception>
    public static long[] Unsqueezed(long[] dims, IReadOnlyList<long> axes)
    {
        var rank = dims.Length + axes.Count;
        var added = axes.Select(a => Of(a, rank)).ToHashSet();
        if (added.Count != axes.Count)
            throw new ImportProblem($"axes = {string.Join(", ", axes)} name one twice");
        var own = new Queue<long>(dims);
        return [.. Enumerable.Range(0, rank).Select(i => added.Contains(i) ? 1 : own.Dequeue())];
    }
}
