using QosNets.Networks;

namespace QosNets.Onnx.Export;

/// <summary>Nodes that move values: bytes where the form keeps them, real numbers elsewhere.</summary>
internal static class Moves
{
    public static string Flatten(PointExport e, Node node)
    {
        var shape = e.ShapeOf(node.Name);
        return e.Graph.Node(
            "Reshape",
            node.Name,
            [Source(e, node), e.Graph.Longs($"{node.Name}.shape", -1, shape.Channels, 1, 1)]
        );
    }

    public static string MaxPool(PointExport e, Node node)
    {
        var w = ((MaxPoolNode)node).Windows;
        return e.Graph.Node(
            "MaxPool",
            node.Name,
            [Source(e, node)],
            ("kernel_shape", (int[])[w.Height, w.Width]),
            ("strides", (int[])[w.StrideHeight, w.StrideWidth]),
            ("pads", (int[])[w.Top, w.Left, w.Bottom, w.Right])
        );
    }

    public static string Pad(PointExport e, Node node)
    {
        var n = (PadNode)node;
        return Padded(e, node, Source(e, node), node.Name, [0, 0, n.Top, n.Left, 0, 0, n.Bottom, n.Right]);
    }

    public static string Slice(PointExport e, Node node)
    {
        var (n, from) = ((SliceNode)node, e.ShapeOf(node.Inputs[0]));
        var x = Source(e, node);
        var name = n.Name;
        if (!n.Channels.SequenceEqual(Enumerable.Range(0, from.Channels)))
        {
            var isWhole =
                (n.FirstRow, n.Rows, n.RowStep) == (0, from.Height, 1)
                && (n.FirstColumn, n.Columns, n.ColumnStep) == (0, from.Width, 1);
            x = e.Graph.Node(
                "Gather",
                isWhole ? name : $"{name}.channels",
                [x, e.Graph.Ints($"{name}.picked", [.. n.Channels], n.Channels.Count)],
                ("axis", 1)
            );
            if (isWhole)
                return x;
        }
        return Cut(e, x, name, (n.FirstRow, n.Rows, n.RowStep), (n.FirstColumn, n.Columns, n.ColumnStep));
    }

    public static string Shortcut(PointExport e, Node node)
    {
        var n = (ShortcutNode)node;
        var (from, to) = (e.ShapeOf(n.Input), e.ShapeOf(n.Name));
        var x = Source(e, node);
        if (n.Stride > 1)
            x = Cut(e, x, $"{n.Name}.cut", (0, to.Height, n.Stride), (0, to.Width, n.Stride));
        var added = (to.Channels - from.Channels) / 2;
        return Padded(e, node, x, n.Name, [0, added, 0, 0, 0, added, 0, 0]);
    }

    private static string Source(PointExport e, Node node) => e.Kept(node.Inputs[0]);

    private static string Padded(PointExport e, Node node, string x, string name, long[] pads)
    {
        var zero =
            e.KeepsBytes && e.Quantizer(node.Name) is { } q
                ? e.Graph.Bytes($"{name}.zero", [(byte)q.ZeroPoint], signed: false)
                : e.Graph.Real($"{name}.zero", 0);
        return e.Graph.Node("Pad", name, [x, e.Graph.Longs($"{name}.pads", pads), zero]);
    }

    private static string Cut(
        PointExport e,
        string x,
        string name,
        (int First, int Count, int Step) rows,
        (int First, int Count, int Step) columns
    )
    {
        static long End((int First, int Count, int Step) cut) => cut.First + (cut.Count - 1L) * cut.Step + 1;
        return e.Graph.Node(
            "Slice",
            name,
            [
                x,
                e.Graph.Longs($"{name}.starts", rows.First, columns.First),
                e.Graph.Longs($"{name}.ends", End(rows), End(columns)),
                e.Graph.Longs($"{name}.axes", 2, 3),
                e.Graph.Longs($"{name}.steps", rows.Step, columns.Step),
            ]
        );
    }
}
