using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Tests.Runtime;

/// <summary>
/// The network node by node, as method.md states it: one tensor per node, plain loops, nothing merged, nothing shared with
/// the engine. A tensor that is quantised is kept as its bytes and is read as dequantised float32 by whoever wants floats.
/// </summary>
internal sealed class LiteralInterpreter(Bundle bundle, OperatingPoint point, int batch)
{
    private readonly Network network = bundle.Network;
    private readonly Dictionary<string, float[]> floats = [];
    private readonly Dictionary<string, byte[]> bytes = [];

    public float[] Run(byte[] pixels)
    {
        foreach (var node in network.Nodes)
        {
            switch (node)
            {
                case InputNode:
                    Store(node, [.. pixels.Select(p => p / 255f)]);
                    break;
                case NormalizeNode n:
                    Store(node, Map(n, n.Input, (x, c) => (x - n.Mean[c]) / n.Std[c]));
                    break;
                case ActivationNode n:
                    Store(
                        node,
                        Map(
                            n,
                            n.Input,
                            (x, _) => Math.Min(Math.Max(x, 0f), n.Kind == ActivationKind.Relu6 ? 6f : float.PositiveInfinity)
                        )
                    );
                    break;
                case AddNode n:
                    Store(node, [.. Floats(n.Left).Zip(Floats(n.Right), (a, b) => a + b)]);
                    break;
                case BatchNormNode n when IsMerged(n):
                    Store(node, floats[n.Input]);
                    break;
                case BatchNormNode n:
                    Store(node, Map(n, n.Input, (x, c) => Affine(x, n, c)));
                    break;
                case LayerNode n:
                    RunLayer(n);
                    break;
                case GlobalAveragePoolNode n:
                    Store(node, Average(n));
                    break;
                case MaxPoolNode n:
                    Move(n, n.Input, Pool);
                    break;
                case ShortcutNode n:
                    Move(n, n.Input, Shortcut);
                    break;
                case FlattenNode n:
                    Move(n, n.Input, (_, _, x, _) => x);
                    break;
                default:
                    throw new NotSupportedException(node.GetType().Name);
            }
        }
        return Floats(network.Output.Name);
    }

    private bool IsMerged(BatchNormNode n) => network[n.Input] is LayerNode layer && network.BatchNormOf(layer) == n;

    private void RunLayer(LayerNode node)
    {
        var l = network.Layers.ToList().FindIndex(x => x.Name == node.Name);
        var g = network.Layers[l].Geometry;
        var (w, q) = (bundle.Weights[l], bundle.Quantizers[bundle.Plan.SourceOf(node.Inputs[0])!]);
        var accumulators = LiteralLayer.Accumulate(
            g,
            batch,
            bytes[node.Inputs[0]],
            w.Values,
            w.ZeroPoint,
            q.ZeroPoint,
            bundle.Library.Multipliers[point.Assignment[l]].Table,
            point.Corrected[l]
        );
        var norm = network.BatchNormOf(node);
        var result = new float[accumulators.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var c = i / g.Positions % g.OutChannels;
            var scale = (double)q.Scale * w.Scales[w.Scales.Length == 1 ? 0 : c];
            double m,
                b;
            if (norm is null)
            {
                (m, b) = (scale * P(node, "scale")[c], P(node, "bias")[c]);
            }
            else
            {
                var k = P(norm, "weight")[c] / Math.Sqrt((double)P(norm, "running_var")[c] + norm.Epsilon);
                (m, b) = (
                    scale * k,
                    ((node.HasBias ? P(node, "bias")[c] : 0.0) - P(norm, "running_mean")[c]) * k + P(norm, "bias")[c]
                );
            }
            var product = (float)checked((int)accumulators[i]) * (float)m;
            result[i] = product + (float)b;
        }
        // The merged batch normalisation takes over this tensor; nothing else reads it.
        Store(node, result);
    }

    private float Affine(float x, BatchNormNode n, int c)
    {
        var k = P(n, "weight")[c] / Math.Sqrt((double)P(n, "running_var")[c] + n.Epsilon);
        var product = x * (float)k;
        return product + (float)((0.0 - P(n, "running_mean")[c]) * k + P(n, "bias")[c]);
    }

    private float[] Average(GlobalAveragePoolNode n)
    {
        var shape = network.ShapeOf(n.Input);
        var count = shape.Height * shape.Width;
        var q = bundle.Quantizers[bundle.Plan.SourceOf(n.Input)!];
        return
        [
            .. bytes[n.Input]
                .Chunk(count)
                .Select(plane => (float)(plane.Sum(x => (int)x) - count * q.ZeroPoint) * (float)((double)q.Scale / count)),
        ];
    }

    private static float[] Pool(Node node, Shape from, float[] x, float zero)
    {
        var n = (MaxPoolNode)node;
        var to = n.InferShape([from]);
        var result = new float[to.Length];
        for (var at = 0; at < result.Length; at++)
        {
            var (c, y, i) = (at / (to.Height * to.Width), at / to.Width % to.Height, at % to.Width);
            result[at] = float.NegativeInfinity;
            for (var window = 0; window < n.Kernel * n.Kernel; window++)
                result[at] = Math.Max(
                    result[at],
                    x[(c * from.Height + y * n.Stride + window / n.Kernel) * from.Width + i * n.Stride + window % n.Kernel]
                );
        }
        return result;
    }

    private static float[] Shortcut(Node node, Shape from, float[] x, float zero)
    {
        var n = (ShortcutNode)node;
        var to = n.InferShape([from]);
        var before = (to.Channels - from.Channels) / 2;
        var result = new float[to.Length];
        for (var at = 0; at < result.Length; at++)
        {
            var (source, y, i) = (at / (to.Height * to.Width) - before, at / to.Width % to.Height, at % to.Width);
            result[at] =
                source < 0 || source >= from.Channels
                    ? zero
                    : x[(source * from.Height + y * n.Stride) * from.Width + i * n.Stride];
        }
        return result;
    }

    /// <summary>Moves values image by image; bytes travel as whole floats, which hold them exactly.</summary>
    private void Move(Node node, string input, Func<Node, Shape, float[], float, float[]> move)
    {
        var shape = network.ShapeOf(input);
        var source = bundle.Plan.SourceOf(node.Name);
        var values = source is null ? Floats(input) : bytes[input].Select(b => (float)b).ToArray();
        float zero = source is null ? 0 : bundle.Quantizers[source].ZeroPoint;
        float[] moved = [.. values.Chunk(shape.Length).SelectMany(image => move(node, shape, image, zero))];
        if (source is null)
            floats[node.Name] = moved;
        else
            bytes[node.Name] = [.. moved.Select(v => (byte)v)];
    }

    private float[] Map(Node node, string input, Func<float, int, float> f)
    {
        var shape = network.ShapeOf(node.Name);
        return [.. Floats(input).Select((x, i) => f(x, i / (shape.Height * shape.Width) % shape.Channels))];
    }

    private void Store(Node node, float[] values)
    {
        if (bundle.Plan.SourceOf(node.Name) is { } source)
            bytes[node.Name] = [.. values.Select(bundle.Quantizers[source].Quantize)];
        else
            floats[node.Name] = values;
    }

    private float[] Floats(string node)
    {
        if (floats.TryGetValue(node, out var values))
            return values;
        var q = bundle.Quantizers[bundle.Plan.SourceOf(node)!];
        return [.. bytes[node].Select(q.Dequantize)];
    }

    private float[] P(Node node, string name) => point.Parameters[$"{node.Name}.{name}"];
}
