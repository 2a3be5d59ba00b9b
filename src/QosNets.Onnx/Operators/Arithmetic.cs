using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Sums and products of tensors, and of tensors with constants.</summary>
internal static class Arithmetic
{
    public static Value Add(NodeImport n) =>
        (n[0], n[1]) switch
        {
            (GeluPart part, ConstantValue c) => Scalar(c) is { } s && Gelu.Plus(part, s) is { } more ? more : throw NoGelu(),
            (ConstantValue c, GeluPart part) => Scalar(c) is { } s && Gelu.Plus(part, s) is { } more ? more : throw NoGelu(),
            (Activation x, ConstantValue c) => Plus(n, 0, x, c.Constant),
            (ConstantValue c, Activation x) => Plus(n, 1, x, c.Constant),
            _ => Sum(n, n.Activation(0), n.Activation(1), n.Name),
        };

    public static Value Sub(NodeImport n) =>
        (n[0], n[1]) switch
        {
            (Activation x, ConstantValue c) => Affine(n, x, c.Constant, (_, v) => (1, -v)),
            (ConstantValue c, Activation x) => Affine(n, x, c.Constant, (_, v) => (-1, v)),
            _ => Difference(n),
        };

    public static Value Mul(NodeImport n) =>
        (n[0], n[1]) switch
        {
            (GeluPart part, ConstantValue c) => Scalar(c) is { } s && Gelu.Times(n, part, s) is { } more ? more : throw NoGelu(),
            (ConstantValue c, GeluPart part) => Scalar(c) is { } s && Gelu.Times(n, part, s) is { } more ? more : throw NoGelu(),
            (GeluPart part, Activation x) => Gelu.Times(n, part, x) ?? throw NoGelu(),
            (Activation x, GeluPart part) => Gelu.Times(n, part, x) ?? throw NoGelu(),
            (Activation x, ConstantValue c) => Times(n, x, c.Constant),
            (ConstantValue c, Activation x) => Times(n, x, c.Constant),
            _ => Product(n, n.Activation(0), n.Activation(1)),
        };

    public static Value Div(NodeImport n)
    {
        if (n[1] is not ConstantValue c)
            throw new ImportProblem("it divides by computed values; only constant divisors are known");
        if (c.Constant.ToReals().Contains(0))
            throw new ImportProblem("it divides by 0");
        var x = n.Activation(0);
        return Normalised(n, x, c.Constant)
            ?? Times(n, x, Constant.Of(c.Constant.Dims, [.. c.Constant.ToReals().Select(v => 1 / v)]));
    }

    public static Value Neg(NodeImport n) => Affine(n, n.Activation(0), Constant.Of([], [-1f]), (_, v) => (v, 0));

    /// <summary>Sum of one or more tensors.</summary>
    public static Value Sum(NodeImport n)
    {
        if (n.Inputs == 1)
            return n[0];
        var sum = n.Activation(0);
        for (var i = 1; i < n.Inputs; i++)
            sum = Sum(n, sum, n.Activation(i), i == n.Inputs - 1 ? n.Name : n.Graph.Names.Take($"{n.Name}.part{i}"));
        return sum;
    }

    public static Activation Sum(NodeImport n, Activation a, Activation b, string name)
    {
        var (left, right) = Matched(n, a, b);
        n.Graph.Add(new AddNode(name, left.Node, right.Node));
        return new Activation(name, Wider(left, right));
    }

    /// <summary>A product: SiLU or hard swish where one factor is a function of the other, gates, or all places.</summary>
    public static Activation Product(NodeImport n, Activation a, Activation b)
    {
        if ((Activations.Gated(n, a, b) ?? Activations.Gated(n, b, a)) is { } gated)
            return gated;
        if (IsGate(n, b, a))
            (a, b) = (n.Graph.Usual(a), n.Graph.Usual(b));
        else if (IsGate(n, a, b))
            (a, b) = (n.Graph.Usual(b), n.Graph.Usual(a));
        else
            (a, b) = Matched(n, a, b);
        n.Graph.Add(new MultiplyNode(n.Name, a.Node, b.Node));
        return new Activation(n.Name, a.Layout);
    }

    /// <summary>(x − mean) / std of the input itself, which no point changes; null elsewhere.</summary>
    private static Activation? Normalised(NodeImport n, Activation x, Constant divisor)
    {
        if (
            n.Graph[x.Node] is not AffineNode centred
            || n.Graph[centred.Input] is not InputNode
            || n.Graph.Parameters[$"{centred.Name}.weight"].Any(w => w != 1)
        )
            return null;
        var (input, std) = ChannelNumbers.Of(n.Graph, x, divisor);
        float[] mean = [.. n.Graph.Parameters[$"{centred.Name}.bias"].Select(b => -b)];
        return input.Node == x.Node && std.All(s => s > 0)
            ? n.Elementwise(x with { Node = centred.Input }, (name, from) => new NormalizeNode(name, from, mean, std))
            : null;
    }

    /// <summary>Whether values hold one number for each channel of a larger tensor.</summary>
    private static bool IsGate(NodeImport n, Activation gate, Activation of)
    {
        var (small, large) = (n.Graph.ShapeOf(gate.Node), n.Graph.ShapeOf(of.Node));
        return small == new Shape(large.Channels, 1, 1) && large != small && gate.Layout.Rank == of.Layout.Rank;
    }

    private static Activation Times(NodeImport n, Activation x, Constant factor)
    {
        if (factor.Length == 1 && Activations.DividedBySix(n, x, factor.Real(0)) is { } swish)
            return swish;
        return Affine(n, x, factor, (_, v) => (v, 0));
    }

    private static Activation Plus(NodeImport n, int input, Activation x, Constant summand)
    {
        // A layer without bias that nobody else reads takes the summand as its bias.
        if (
            n.Graph[x.Node] is LayerNode { HasBias: false } layer
            && n.IsOnlyReader(input)
            && !n.Graph.Quantizers.ContainsKey(x.Node)
            && BiasOf(n, x, summand) is { } bias
        )
        {
            n.Graph.Replace(
                layer switch
                {
                    Conv2dNode c => c with { Bias = true },
                    LinearNode l => l with { Bias = true },
                    _ => throw new InvalidOperationException($"{layer.Name}: no bias is known for a {layer.GetType().Name}"),
                }
            );
            n.Graph.Parameters[$"{layer.Name}.bias"] = bias;
            return x;
        }
        return Affine(n, x, summand, (_, v) => (1, v));
    }

    private static float[]? BiasOf(NodeImport n, Activation x, Constant summand)
    {
        var (input, numbers) = ChannelNumbers.Of(n.Graph, x, summand);
        return input.Node == x.Node ? numbers : null;
    }

    private static Activation Affine(
        NodeImport n,
        Activation x,
        Constant constant,
        Func<int, float, (float Scale, float Offset)> of
    )
    {
        var (input, numbers) = ChannelNumbers.Of(n.Graph, x, constant);
        if (numbers.Any(v => !float.IsFinite(v)))
            throw new ImportProblem("a constant is not finite; export the model again");
        var pairs = numbers.Select((v, c) => of(c, v)).ToArray();
        n.Graph.Parameters[$"{n.Name}.weight"] = [.. pairs.Select(p => p.Scale)];
        n.Graph.Parameters[$"{n.Name}.bias"] = [.. pairs.Select(p => p.Offset)];
        return n.Elementwise(input, (name, from) => new AffineNode(name, from, numbers.Length));
    }

    private static Activation Difference(NodeImport n)
    {
        var (a, b) = Matched(n, n.Activation(0), n.Activation(1));
        var (negative, channels) = (n.Graph.Names.Take($"{n.Name}.negative"), n.Graph.ShapeOf(b.Node).Channels);
        n.Graph.Add(new AffineNode(negative, b.Node, channels));
        n.Graph.Parameters[$"{negative}.weight"] = [.. Enumerable.Repeat(-1f, channels)];
        n.Graph.Parameters[$"{negative}.bias"] = new float[channels];
        return Sum(n, a, b with { Node = negative }, n.Name);
    }

    /// <summary>Two tensors whose values stand in the same order.</summary>
    private static (Activation, Activation) Matched(NodeImport n, Activation a, Activation b)
    {
        if (n.Graph.ShapeOf(a.Node) == n.Graph.ShapeOf(b.Node) && a.Layout.WalksLike(b.Layout))
            return (a, b);
        return (n.Graph.Usual(a), n.Graph.Usual(b));
    }

    private static Layout Wider(Activation a, Activation b) => a.Layout.Rank >= b.Layout.Rank ? a.Layout : b.Layout;

    private static float? Scalar(ConstantValue c) => c.Constant.Length == 1 ? c.Constant.Real(0) : null;

    private static ImportProblem NoGelu() => new("an error function outside x/2 · (1 + erf(x/√2)), which is GELU");
}
