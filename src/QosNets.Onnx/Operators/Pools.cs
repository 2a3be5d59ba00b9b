using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Pooling over windows and over everything.</summary>
internal static class Pools
{
    public static Value Max(NodeImport n)
    {
        if (n.Node.Outputs.Count > 1)
            throw new ImportProblem("its places are read; only the maxima are known");
        var x = n.Usual(0);
        var s = Windows(n, x);
        return n.Add(
            new MaxPoolNode(n.Name, x.Node, s.Kernel[0], s.Stride[0], s.Before[0])
            {
                KernelWidth = s.Kernel[1],
                StrideWidth = s.Stride[1],
                PadLeft = s.Before[1],
                PadBottom = s.After[0],
                PadRight = s.After[1],
            },
            x
        );
    }

    public static Value Average(NodeImport n) => Average(n, n.Usual(0));

    public static Activation Average(NodeImport n, Activation x)
    {
        var s = Windows(n, x);
        var countsPadding = n.Node.Switch("count_include_pad", false);
        var source = x.Node;
        if (countsPadding && s.Overhang.Any(o => o > 0))
        {
            // Rounding up adds places that no mean counts, unlike those of the padding: the padding becomes a part of the input.
            source = n.Graph.Names.Take($"{n.Name}.pad");
            var (bottom, right) = (s.After[0] - s.Overhang[0], s.After[1] - s.Overhang[1]);
            n.Graph.Add(new PadNode(source, x.Node, s.Before[0], s.Before[1], bottom, right));
            s = s with { Before = [0, 0], After = s.Overhang };
            countsPadding = false;
        }
        return n.Add(
            new AveragePoolNode(n.Name, source, s.Kernel[0], s.Stride[0], s.Before[0], countsPadding)
            {
                KernelWidth = s.Kernel[1],
                StrideWidth = s.Stride[1],
                PadLeft = s.Before[1],
                PadBottom = s.After[0],
                PadRight = s.After[1],
            },
            x
        );
    }

    public static Value GlobalMax(NodeImport n)
    {
        var x = n.Usual(0);
        var shape = n.Graph.ShapeOf(x.Node);
        var whole = new MaxPoolNode(n.Name, x.Node, shape.Height, shape.Height)
        {
            KernelWidth = shape.Width,
            StrideWidth = shape.Width,
        };
        return n.Add(whole, x);
    }

    public static Value GlobalAverage(NodeImport n) => GlobalAverage(n, n.Usual(0));

    public static Activation GlobalAverage(NodeImport n, Activation x) => n.Add(new GlobalAveragePoolNode(n.Name, x.Node), x);

    /// <summary>A mean over all rows and columns, in whatever order the axes stand.</summary>
    public static Value ReduceMean(NodeImport n)
    {
        var x = n.Activation(0);
        var (layout, shape) = (x.Layout, n.Graph.ShapeOf(x.Node));
        var said = n.Node.Longs("axes") ?? n.Optional(1, "axes")?.Whole;
        if (said is not { Count: > 0 })
            throw new ImportProblem("a mean over all axes takes the batch in; name the axes of rows and columns");
        var axes = said.Select(a => Axes.Of(a, layout.Rank)).ToHashSet();
        var gone = layout.Axes.Where((_, i) => axes.Contains(i + 1)).SelectMany(a => a).ToArray();
        if (axes.Contains(0) || gone.Any(f => f.Axis == GraphAxis.Channel) || Layout.Size(gone) != shape.Height * shape.Width)
            throw new ImportProblem("a mean over other axes than all rows and columns; GlobalAveragePool has those");
        n.Graph.Add(new GlobalAveragePoolNode(n.Name, x.Node));
        var keeps = n.Node.Switch("keepdims", true);
        var left = layout.Axes.Index().Where(a => keeps || !axes.Contains(a.Index + 1));
        return new Activation(n.Name, layout with { Axes = [.. left.Select(a => axes.Contains(a.Index + 1) ? [] : a.Item)] });
    }

    private static SpatialSizes Windows(NodeImport n, Activation x)
    {
        var spatial = x.Layout.Rank - 2;
        if (spatial is not (1 or 2))
            throw new ImportProblem($"pooling of a tensor of {x.Layout.Rank} axes; 3 and 4 are known");
        var kernel = n.Node.Longs("kernel_shape") ?? throw new ImportProblem("it has no kernel_shape; export the model again");
        var sizes = SpatialSizes.Of(n, spatial, [.. kernel], n.Graph.ShapeOf(x.Node));
        if (sizes.Dilation.Any(d => d != 1))
            throw new ImportProblem("pooling with dilations; pool without them");
        var shape = n.Graph.ShapeOf(x.Node);
        var isPadded = sizes.Before.Concat(sizes.After).Any(p => p > 0);
        if (!n.Windows.Stretch(n.Node.Outputs[0], sizes.Kernel, isPadded, shape))
            return sizes;
        var (was, whole) = (string.Join("×", sizes.Kernel), (int[])[shape.Height, shape.Width]);
        n.Graph.Notes.Add(
            $"{n.Node.Label}: its window of {was} covers all rows and columns at the file's own size, so it becomes "
                + string.Join("×", whole)
        );
        return sizes with { Kernel = whole, Stride = whole };
    }
}
