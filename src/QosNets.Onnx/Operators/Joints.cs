using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Tensors put together and taken apart.</summary>
internal static class Joints
{
    public static Value Concat(NodeImport n)
    {
        var parts = Enumerable.Range(0, n.Inputs).Select(n.Activation).ToArray();
        return Concat(n, parts);
    }

    public static Activation Concat(NodeImport n, IReadOnlyList<Activation> parts)
    {
        var rank = parts[0].Layout.Rank;
        if (parts.Any(p => p.Layout.Rank != rank))
            throw new ImportProblem("its inputs have different numbers of axes");
        var axis = Axes.Of(n.Node.Long("axis", 1), rank);
        // Where each part is a permutation of the usual axes, and the same one, its nodes can be joined as they are.
        var isChannel = axis > 0 && parts.All(p => IsWhole(n, p, axis - 1) && IsAlikeElsewhere(p, parts[0], axis - 1));
        if (!isChannel && axis != 1)
            throw new ImportProblem($"it joins along axis {axis}; channels can be joined, along axis 1");
        var inputs = isChannel ? parts : [.. parts.Select(n.Graph.Usual)];
        var shape = n.Graph.Add(new ConcatNode(n.Name, [.. inputs.Select(p => p.Node)]));
        if (!isChannel)
            return new Activation(n.Name, Layout.Usual(parts[0].Layout.Batch, shape, rank - 2));
        var axes = parts[0].Layout.Axes.ToArray();
        axes[axis - 1] = Layout.Whole(GraphAxis.Channel, shape.Channels);
        return new Activation(n.Name, parts[0].Layout with { Axes = axes });
    }

    public static Value[] Split(NodeImport n)
    {
        var x = n.Usual(0);
        var axis = Axes.Of(n.Node.Long("axis", 0), x.Layout.Rank);
        if (axis != 1)
            throw new ImportProblem($"it splits along axis {axis}; channels can be split, along axis 1");
        var channels = n.Graph.ShapeOf(x.Node).Channels;
        var count = n.Node.Outputs.Count;
        var each = (channels + count - 1) / count;
        var sizes =
            n.Node.Longs("split")
            ?? n.Optional(1, "split")?.Whole
            ?? [.. Enumerable.Range(0, count).Select(i => (long)Math.Min(each, channels - i * each))];
        if (sizes.Count != count || sizes.Any(s => s < 1 || s > channels) || sizes.Sum() != channels)
            throw new ImportProblem($"parts of {string.Join(", ", sizes)} are not the {channels} channels");
        var from = 0;
        return [.. sizes.Select(size => Part((int)size)).ToArray()];

        Value Part(int size)
        {
            var taken = Channels(n, x, [.. Enumerable.Range(from, size)], n.Graph.Names.Take($"{n.Name}.from{from}"));
            from += size;
            return taken;
        }
    }

    public static Value Slice(NodeImport n)
    {
        var x = n.Usual(0);
        var rank = x.Layout.Rank;
        var cuts = SliceCuts.Of(n.Node, x.Layout.Dims, i => n.Optional(i, "a number of places")?.Whole);
        if (cuts[0] != new SliceCut(0, x.Layout.Batch, 1))
            throw new ImportProblem("it cuts the batch; cut channels, rows or columns");
        if (cuts.Skip(2).Any(c => c.Step < 1) || cuts.Any(c => c.Count < 1))
            throw new ImportProblem("it takes no places, or rows or columns backwards");
        var shape = n.Graph.ShapeOf(x.Node);
        var (channels, rows, columns) = (
            cuts[1],
            rank == 4 ? cuts[2] : new SliceCut(0, shape.Height, 1),
            rank > 2 ? cuts[^1] : new SliceCut(0, shape.Width, 1)
        );
        return n.Add(
            new SliceNode(
                n.Name,
                x.Node,
                [.. Enumerable.Range(0, channels.Count).Select(i => channels.First + i * channels.Step)],
                rows.First,
                rows.Count,
                rows.Step,
                columns.First,
                columns.Count,
                columns.Step
            ),
            x
        );
    }

    /// <summary>Gather of channels.</summary>
    public static Value Gather(NodeImport n)
    {
        var x = n.Usual(0);
        var places = n.Constant(1, "the place");
        var axis = Axes.Of(n.Node.Long("axis", 0), x.Layout.Rank);
        if (axis != 1 || places.Rank != 1 || places.Whole is null)
            throw new ImportProblem($"it takes places along axis {axis}; a row of channels can be taken, along axis 1");
        var channels = n.Graph.ShapeOf(x.Node).Channels;
        return Channels(n, x, [.. places.Whole.Select(p => Axes.Of(p, channels))], n.Name);
    }

    /// <summary>Pad with zeros, whose sizes are attributes up to operator set 10 and inputs from 11.</summary>
    public static Value Pad(NodeImport n)
    {
        var x = n.Usual(0);
        var rank = x.Layout.Rank;
        if (n.Node.Text("mode", "constant") is not "constant" and var mode)
            throw new ImportProblem($"padding by {mode}; padding by zeros is known");
        var value = n.Opset < 11 ? n.Node.Real("value", 0) : n.Optional(2, "the value")?.Real(0) ?? 0;
        if (value != 0)
            throw new ImportProblem($"padding by {value}; padding by zeros is known");
        var said = n.Node.Longs("pads") ?? n.Constant(1, "pads").Whole ?? [];
        var axes = n.Optional(3, "axes")?.Whole ?? [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        if (said.Count != 2 * axes.Length || said.Any(p => p is < 0 or > 1 << 16))
            throw new ImportProblem($"pads {string.Join(", ", said)}; two sizes of 0 to 65536 for each axis are known");
        var pads = new int[2 * rank];
        foreach (var (i, axis) in axes.Index())
            (pads[Axes.Of(axis, rank)], pads[rank + Axes.Of(axis, rank)]) = ((int)said[i], (int)said[axes.Length + i]);
        if (pads.All(p => p == 0))
            return x;
        if (pads[1] > 0 && pads[1] == pads[rank + 1] && pads.Sum() == 2 * pads[1])
            return Shortcut(n, x, pads[1]);
        if (pads[0] + pads[1] + pads[rank] + pads[rank + 1] != 0)
            throw new ImportProblem(
                "it pads the batch, or channels unevenly; rows and columns can be padded, and channels evenly"
            );
        var (top, bottom) = rank == 4 ? (pads[2], pads[6]) : (0, 0);
        return n.Add(new PadNode(n.Name, x.Node, top, pads[rank - 1], bottom, pads[^1]), x);
    }

    /// <summary>Channels of zeros on both sides, and every so-many-th row and column where a cut comes before.</summary>
    private static Activation Shortcut(NodeImport n, Activation x, int added)
    {
        var channels = n.Graph.ShapeOf(x.Node).Channels + 2 * added;
        if (n.Graph[x.Node] is SliceNode cut && cut.RowStep == cut.ColumnStep && IsEvery(n.Graph.ShapeOf(cut.Input), cut))
            return n.Add(new ShortcutNode(n.Name, cut.Input, channels, cut.RowStep), x);
        return n.Add(new ShortcutNode(n.Name, x.Node, channels, 1), x);
    }

    private static bool IsEvery(Shape from, SliceNode cut) =>
        cut.Channels.SequenceEqual(Enumerable.Range(0, from.Channels))
        && (cut.FirstRow, cut.FirstColumn) == (0, 0)
        && cut.Rows == (from.Height + cut.RowStep - 1) / cut.RowStep
        && cut.Columns == (from.Width + cut.ColumnStep - 1) / cut.ColumnStep;

    private static Activation Channels(NodeImport n, Activation x, int[] channels, string name)
    {
        var shape = n.Graph.ShapeOf(x.Node);
        return n.Add(new SliceNode(name, x.Node, channels, 0, shape.Height, 1, 0, shape.Width, 1), x);
    }

    private static bool IsWhole(NodeImport n, Activation x, int axis) =>
        x.Layout.Axes[axis].SequenceEqual(Layout.Whole(GraphAxis.Channel, n.Graph.ShapeOf(x.Node).Channels));

    private static bool IsAlikeElsewhere(Activation a, Activation b, int axis) =>
        !a.Layout.Axes.Where((f, i) => i != axis && !f.SequenceEqual(b.Layout.Axes[i])).Any();
}
