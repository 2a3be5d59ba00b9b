using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Constants that operators broadcast over a tensor, as one number for each channel.</summary>
internal static class ChannelNumbers
{
    /// <summary>The tensor, flattened if need be, and a number for each of its channels.</summary>
    /// <exception cref="ImportProblem">The numbers differ within a channel.</exception>
    public static (Activation Input, float[] Numbers) Of(ImportGraph graph, Activation x, Constant constant)
    {
        if (TryOf(graph, x, constant) is { } direct)
            return (x, direct);
        // Features of a flat tensor that come from rows and columns are channels once it is flattened.
        if (x.Layout.Rank == 2)
        {
            var flat = graph.Usual(x);
            if (TryOf(graph, flat, constant) is { } numbers)
                return (flat, numbers);
        }
        throw new ImportProblem(
            $"a constant of {string.Join("×", constant.Dims)} on {string.Join("×", x.Layout.Dims)} values; one number for each "
                + "channel is known"
        );
    }

    private static float[]? TryOf(ImportGraph graph, Activation x, Constant constant)
    {
        var channels = graph.ShapeOf(x.Node).Channels;
        if (constant.Length == 1)
            return [.. Enumerable.Repeat(constant.Real(0), channels)];
        var long1 = constant.Dims.Index().Where(d => d.Item != 1).ToArray();
        var axis = long1.Length == 1 ? long1[0].Index + x.Layout.Rank - constant.Rank - 1 : -1;
        if (axis < 0 || axis >= x.Layout.Axes.Count || x.Layout.Axes[axis].Any(f => f.Axis != GraphAxis.Channel))
            return null;
        var places = Layout.Walk(x.Layout.Axes[axis]);
        if (places.Length != channels || constant.Length != channels)
            return null;
        var numbers = new float[channels];
        for (var i = 0; i < channels; i++)
            numbers[places[i]] = constant.Real(i);
        return numbers;
    }
}
