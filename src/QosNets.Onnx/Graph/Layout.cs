using QosNets.Networks;
using QosNets.Onnx.Base;

namespace QosNets.Onnx.Graph;

/// <summary>An axis of the graph's tensors.</summary>
internal enum GraphAxis
{
    Channel,
    Row,
    Column,
}

/// <summary>A part of an axis: index = … + stride · (0..size−1).</summary>
internal readonly record struct Factor(GraphAxis Axis, int Size, int Stride);

/// <summary>
/// How the axes of an ONNX tensor walk through the graph's tensor [channels, rows, columns]: each is a product of factors, the
/// slowest first. Transposing, reshaping, squeezing change the layout alone, so they cost nothing until an operator wants the
/// usual order. The batch is the first axis throughout and has no factors.
/// </summary>
/// <param name="Batch">Size of the first axis; 1 where the model leaves it open.</param>
/// <param name="Axes">The factors of each axis behind the batch.</param>
internal sealed record Layout(int Batch, IReadOnlyList<IReadOnlyList<Factor>> Axes)
{
    public int Rank => Axes.Count + 1;

    /// <summary>Sizes of all axes, the batch first.</summary>
    public long[] Dims => [Batch, .. Axes.Select(Size)];

    /// <summary>The usual order of axes, [batch, channels, rows, columns], without the last ones where there are fewer.</summary>
    /// <param name="batch">Size of the batch.</param>
    /// <param name="shape">The graph's tensor.</param>
    /// <param name="spatial">Axes behind the channels: 0, 1 (columns) or 2.</param>
    public static Layout Usual(int batch, Shape shape, int spatial)
    {
        IReadOnlyList<Factor>[] axes =
        [
            Whole(GraphAxis.Channel, shape.Channels),
            Whole(GraphAxis.Row, shape.Height),
            Whole(GraphAxis.Column, shape.Width),
        ];
        return new Layout(
            batch,
            spatial switch
            {
                0 => axes[..1],
                1 => [axes[0], axes[2]],
                _ => axes,
            }
        );
    }

    public static IReadOnlyList<Factor> Whole(GraphAxis axis, int size) => size == 1 ? [] : [new Factor(axis, size, 1)];

    public static long Size(IReadOnlyList<Factor> factors) => factors.Aggregate(1L, (product, f) => product * f.Size);

    /// <summary>Whether both have the same axes.</summary>
    public bool IsAlike(Layout other) => ToText() == other.ToText();

    /// <summary>Whether both walk through their tensors alike, axes of one place left out.</summary>
    public bool WalksLike(Layout other) => Text(Axes.Where(a => a.Count > 0)) == Text(other.Axes.Where(a => a.Count > 0));

    /// <summary>The axes as text, equal for equal layouts.</summary>
    public string ToText() => Text(Axes);

    private static string Text(IEnumerable<IReadOnlyList<Factor>> axes) =>
        string.Join(';', axes.Select(a => string.Join(',', a)));

    /// <summary>Axes in another order, the batch included at 0.</summary>
    /// <exception cref="ImportProblem">The batch moves.</exception>
    public Layout Transpose(IReadOnlyList<int> order)
    {
        if (order.Count != Rank || order.Any(o => o < 0 || o >= Rank) || order.Distinct().Count() != Rank)
            throw new ImportProblem($"perm = {string.Join(", ", order)} is no order of {Rank} axes");
        if (order[0] != 0)
            throw new ImportProblem("it moves the batch from the first axis; export the model with the batch first");
        return this with { Axes = [.. order.Skip(1).Select(o => Axes[o - 1])] };
    }

    /// <summary>Other sizes over the same values in the same order.</summary>
    /// <param name="dims">Sizes as ONNX has them: 0 keeps a size, one −1 takes what is left.</param>
    /// <param name="allowZero">Whether 0 is a size, which fits nothing.</param>
    /// <exception cref="ImportProblem">The sizes cut through axes, or do not fit.</exception>
    public Layout Reshape(IReadOnlyList<long> dims, bool allowZero = false)
    {
        var own = Dims;
        var sizes = dims.Select((d, i) => d == 0 && !allowZero && i < own.Length ? own[i] : d).ToArray();
        var total = own.Aggregate(1L, (a, b) => a * b);
        var known = sizes.Where(d => d != -1).Aggregate(1L, (a, b) => b is < 0 or > int.MaxValue || a > int.MaxValue ? 0 : a * b);
        if (sizes.Count(d => d == -1) == 1 && known > 0 && total % known == 0)
            sizes = [.. sizes.Select(d => d == -1 ? total / known : d)];
        else if (sizes.Contains(-1) || known != total)
            throw new ImportProblem($"{string.Join("×", own)} values do not fit {string.Join("×", dims)}");
        if (sizes.Length == 0 || sizes[0] != Batch)
            throw new ImportProblem(
                $"it makes {string.Join("×", sizes)} of {string.Join("×", own)}, across the batch; keep the batch as first axis"
            );
        return this with { Axes = Cut([.. sizes.Skip(1)]) };
    }

    private List<IReadOnlyList<Factor>> Cut(long[] sizes)
    {
        var open = new Stack<Factor>(Axes.SelectMany(a => a).Reverse());
        var axes = new List<IReadOnlyList<Factor>>();
        foreach (var size in sizes)
        {
            var (axis, left) = (new List<Factor>(), size);
            while (left > 1)
            {
                var next = open.Pop();
                if (left % next.Size != 0)
                {
                    if (next.Size % left != 0)
                        throw new ImportProblem($"it cuts an axis of {next.Size} into pieces of {left}; keep whole axes");
                    var inner = next.Size / (int)left;
                    open.Push(next with { Size = inner });
                    next = next with { Size = (int)left, Stride = next.Stride * inner };
                }
                axis.Add(next);
                left /= next.Size;
            }
            axes.Add(Merged(axis));
        }
        return axes;
    }

    /// <summary>Neighbouring factors that walk on where the other ends become one.</summary>
    private static List<Factor> Merged(List<Factor> factors)
    {
        var merged = new List<Factor>();
        foreach (var f in factors)
        {
            if (merged.Count > 0 && merged[^1].Axis == f.Axis && merged[^1].Stride == f.Stride * f.Size)
                merged[^1] = f with { Size = f.Size * merged[^1].Size };
            else
                merged.Add(f);
        }
        return merged;
    }

    /// <summary>The positions in the graph's axis that an ONNX axis walks through; its factors are all of that axis.</summary>
    public static int[] Walk(IReadOnlyList<Factor> factors)
    {
        var places = new List<int> { 0 };
        foreach (var f in factors)
            places = [.. places.SelectMany(p => Enumerable.Range(0, f.Size).Select(i => p + i * f.Stride))];
        return [.. places];
    }
}
