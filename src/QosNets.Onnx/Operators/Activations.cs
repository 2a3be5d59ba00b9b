using QosNets.Networks;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Activation functions.</summary>
internal static class Activations
{
    public static Value Relu(NodeImport n) =>
        n.Elementwise(n.Activation(0), (name, x) => new ActivationNode(name, x, ActivationKind.Relu));

    public static Value LeakyRelu(NodeImport n) => LeakyRelu(n, n.Activation(0));

    public static Activation LeakyRelu(NodeImport n, Activation input) =>
        n.Elementwise(input, (name, x) => new LeakyReluNode(name, x, n.Node.Real("alpha", 0.01f)));

    public static Value PRelu(NodeImport n)
    {
        var x = n.Activation(0);
        var slope = n.Constant(1, "the slope");
        if (slope.Length == 1)
            return n.Elementwise(x, (name, from) => new LeakyReluNode(name, from, slope.Real(0)));
        var (input, slopes) = ChannelNumbers.Of(n.Graph, x, slope);
        return n.Elementwise(input, (name, from) => new PreluNode(name, from, slopes));
    }

    /// <summary>Clip, whose bounds are attributes up to operator set 10 and inputs from 11.</summary>
    public static Value Clip(NodeImport n)
    {
        var low = n.Opset < 11 ? n.Node.Real("min", float.MinValue) : n.Optional(1, "min")?.Real(0) ?? float.MinValue;
        var high = n.Opset < 11 ? n.Node.Real("max", float.MaxValue) : n.Optional(2, "max")?.Real(0) ?? float.MaxValue;
        return n.Elementwise(
            n.Activation(0),
            (name, x) =>
                (low, high) switch
                {
                    (0, float.MaxValue or float.PositiveInfinity) => new ActivationNode(name, x, ActivationKind.Relu),
                    (0, 6) => new ActivationNode(name, x, ActivationKind.Relu6),
                    _ => new ClipNode(name, x, Math.Max(low, float.MinValue), Math.Min(high, float.MaxValue)),
                }
        );
    }

    public static Value HardSigmoid(NodeImport n) =>
        n.Elementwise(
            n.Activation(0),
            (name, x) => new HardSigmoidNode(name, x, n.Node.Real("alpha", 0.2f), n.Node.Real("beta", 0.5f))
        );

    /// <summary>
    /// The activation that is a product of x and a function of x: SiLU of the logistic function, hard swish of its line.
    /// Null where the product is none.
    /// </summary>
    public static Activation? Gated(NodeImport n, Activation x, Activation gate)
    {
        if (!x.Layout.WalksLike(gate.Layout))
            return null;
        return n.Graph[gate.Node] switch
        {
            SigmoidNode s when s.Input == x.Node => n.Elementwise(x, (name, from) => new SiluNode(name, from)),
            HardSigmoidNode h when h.Input == x.Node && IsSixth(h.Alpha) && h.Beta == 0.5f => n.Elementwise(
                x,
                (name, from) => new HardSwishNode(name, from)
            ),
            AffineNode a when IsHardSigmoid(n.Graph, a) is { } from && from == x.Node => n.Elementwise(
                x,
                (name, input) => new HardSwishNode(name, input)
            ),
            _ => null,
        };
    }

    /// <summary>x · relu6(x + 3) where a division by 6 follows: hard swish in the form that PyTorch once exported.</summary>
    public static Activation? DividedBySix(NodeImport n, Activation product, float factor)
    {
        if (!IsSixth(factor) || n.Graph[product.Node] is not MultiplyNode m)
            return null;
        var input =
            PlusThreeCut(n.Graph, m.Right) == m.Left ? m.Left
            : PlusThreeCut(n.Graph, m.Left) == m.Right ? m.Right
            : null;
        return input is null ? null : n.Elementwise(product with { Node = input }, (name, x) => new HardSwishNode(name, x));
    }

    private static string? IsHardSigmoid(ImportGraph graph, AffineNode sixth)
    {
        var isSixth =
            graph.Parameters[$"{sixth.Name}.weight"].All(IsSixth) && graph.Parameters[$"{sixth.Name}.bias"].All(b => b == 0);
        return isSixth ? PlusThreeCut(graph, sixth.Input) : null;
    }

    /// <summary>The node x of relu6(x + 3), or null.</summary>
    private static string? PlusThreeCut(ImportGraph graph, string node) =>
        graph[node] is { Bounds: { Low: 0, High: 6 } } cut
        && graph[cut.Inputs[0]] is AffineNode shift
        && graph.Parameters[$"{shift.Name}.weight"].All(w => w == 1)
        && graph.Parameters[$"{shift.Name}.bias"].All(b => b == 3)
            ? shift.Input
            : null;

    private static bool IsSixth(float factor) => Math.Abs(factor - 1f / 6) < 1e-6f;
}
