using QosNets.Onnx.Base;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>The flat tensor that a fully connected layer reads, and where each of the file's features stands in it.</summary>
internal static class FlatInput
{
    /// <summary>A node of one row and column, and for each feature of the file its place there.</summary>
    /// <exception cref="ImportProblem">The features are not all values of the tensor.</exception>
    public static (string Node, int[] Places) Of(ImportGraph graph, Activation x)
    {
        var shape = graph.ShapeOf(x.Node);
        if (Layout.Size(x.Layout.Axes[0]) != shape.Length)
            throw new ImportProblem($"{Layout.Size(x.Layout.Axes[0])} features of a {shape} tensor; flatten all of it");
        var places = new List<int> { 0 };
        foreach (var f in x.Layout.Axes[0])
        {
            var step =
                f.Stride
                * f.Axis switch
                {
                    GraphAxis.Channel => shape.Height * shape.Width,
                    GraphAxis.Row => shape.Width,
                    _ => 1,
                };
            places = [.. places.SelectMany(p => Enumerable.Range(0, f.Size).Select(i => p + i * step))];
        }
        if (shape is { Height: 1, Width: 1 })
            return (x.Node, [.. places]);
        var flat = new Activation(
            x.Node,
            new Layout(
                x.Layout.Batch,
                [
                    [.. Layout.Usual(1, shape, 2).Axes.SelectMany(a => a)],
                ]
            )
        );
        return (graph.Usual(flat).Node, [.. places]);
    }
}
