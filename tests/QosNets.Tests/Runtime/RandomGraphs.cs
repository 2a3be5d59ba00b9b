using QosNets.Networks;

namespace QosNets.Tests.Runtime;

/// <summary>
/// Networks of random nodes and sizes, in which most nodes read the one before and some read an older one. Every type of
/// node comes up within <see cref="Seeds"/>.
/// </summary>
internal static class RandomGraphs
{
    /// <summary>Seeds that tests go through.</summary>
    public static IEnumerable<int> Seeds => Enumerable.Range(0, 60);

    private delegate Node? Grower(Random random, string name, string input, IReadOnlyDictionary<string, Shape> shapes);

    /// <summary>What may grow out of a tensor, or null where it does not fit.</summary>
    private static readonly Grower[] Growers =
    [
        Convolution,
        Convolution,
        (r, n, i, s) => new BatchNormNode(n, i, s[i].Channels),
        (r, n, i, s) => new AffineNode(n, i, s[i].Channels),
        (r, n, i, s) => new ActivationNode(n, i, r.Next(2) == 0 ? ActivationKind.Relu : ActivationKind.Relu6),
        (r, n, i, s) => new ClipNode(n, i, -r.NextSingle(), 3 * r.NextSingle()),
        (r, n, i, s) => new LeakyReluNode(n, i, 0.25f * r.NextSingle()),
        (r, n, i, s) => new PreluNode(n, i, [.. Enumerable.Range(0, s[i].Channels).Select(_ => r.NextSingle() - 0.5f)]),
        (r, n, i, s) => new HardSwishNode(n, i),
        (r, n, i, s) => new SiluNode(n, i),
        (r, n, i, s) => new SigmoidNode(n, i),
        (r, n, i, s) => new HardSigmoidNode(n, i, 0.1f + 0.2f * r.NextSingle(), 0.5f),
        (r, n, i, s) => new GeluNode(n, i),
        (r, n, i, s) => new AddNode(n, i, Alike(r, s, t => t == s[i])),
        (r, n, i, s) => new MultiplyNode(n, i, Alike(r, s, t => t == s[i] || t == new Shape(s[i].Channels, 1, 1))),
        (r, n, i, s) => new ConcatNode(n, [i, Alike(r, s, t => (t.Height, t.Width) == (s[i].Height, s[i].Width))]),
        (r, n, i, s) => new ShortcutNode(n, i, s[i].Channels + 2 * r.Next(2), 1 + r.Next(2)),
        Slice,
        (r, n, i, s) => new PadNode(n, i, r.Next(2), r.Next(2), r.Next(2), r.Next(2)),
        (r, n, i, s) => Fits(s[i], 2) ? new MaxPoolNode(n, i, 1 + r.Next(2), 1 + r.Next(2)) : null,
        (r, n, i, s) => Fits(s[i], 3) ? new MaxPoolNode(n, i, 3, 1 + r.Next(2), 1) : null,
        (r, n, i, s) => Fits(s[i], 3) ? new AveragePoolNode(n, i, 3, 1 + r.Next(2), r.Next(2), r.Next(2) == 0) : null,
        (r, n, i, s) =>
            Fits(s[i], 3)
                ? new AveragePoolNode(n, i, 3, 2, r.Next(3), r.Next(2) == 0)
                {
                    KernelWidth = 2,
                    StrideWidth = r.Next(1, 3),
                    PadLeft = r.Next(2),
                    PadBottom = r.Next(2),
                    PadRight = r.Next(2),
                }
                : null,
        (r, n, i, s) =>
            Fits(s[i], 3)
                ? new MaxPoolNode(n, i, 2, 1, r.Next(2))
                {
                    KernelWidth = 3,
                    StrideWidth = 2,
                    PadLeft = r.Next(3),
                    PadBottom = r.Next(2),
                    PadRight = r.Next(2),
                }
                : null,
    ];

    public static Network Make(int seed)
    {
        var random = new Random(seed);
        var input = new Shape(random.Next(1, 4), random.Next(5, 12), random.Next(5, 12));
        List<Node> nodes = [new InputNode("input", input)];
        var shapes = new Dictionary<string, Shape> { ["input"] = input };
        void Append(Node node)
        {
            shapes[node.Name] = node.InferShape([.. node.Inputs.Select(i => shapes[i])]);
            nodes.Add(node);
        }
        if (random.Next(2) == 0)
            Append(new NormalizeNode("normalize", "input", [.. Channels(input, 0.5f)], [.. Channels(input, 0.25f)]));
        for (var length = nodes.Count + random.Next(6, 16); nodes.Count < length; )
        {
            var from = nodes[random.Next(4) == 0 ? random.Next(nodes.Count) : ^1].Name;
            if (Growers[random.Next(Growers.Length)](random, $"n{nodes.Count}", from, shapes) is { } node)
                Append(node);
        }
        Append(random.Next(2) == 0 ? new FlattenNode("flat", nodes[^1].Name) : new GlobalAveragePoolNode("flat", nodes[^1].Name));
        Append(new LinearNode("classifier", "flat", shapes["flat"].Length, 5, random.Next(2) == 0));
        return new Network($"random {seed}", nodes);
    }

    private static Conv2dNode Convolution(Random random, string name, string input, IReadOnlyDictionary<string, Shape> shapes)
    {
        var s = shapes[input];
        var kernel = Fits(s, 2) ? 2 * random.Next(2) + 1 : 1;
        var groups = random.Next(3) == 0 ? s.Channels : 1;
        var channels = groups * random.Next(1, groups == 1 ? 9 : 3);
        var square = new Conv2dNode(
            name,
            input,
            s.Channels,
            channels,
            kernel,
            1 + random.Next(2),
            kernel / 2,
            groups,
            random.Next(2) == 0
        );
        if (random.Next(2) == 0)
            return square;
        var (width, dilation) = (random.Next(1, Math.Min(s.Width, 4) + 1), random.Next(1, 3));
        return square with
        {
            KernelWidth = width,
            StrideWidth = random.Next(1, 4),
            Dilation = kernel == 3 && s.Height >= 5 ? random.Next(1, 3) : null,
            DilationWidth = (width - 1) * dilation < s.Width ? dilation : 1,
            PadLeft = random.Next(3),
            PadBottom = random.Next(3),
            PadRight = random.Next(3),
        };
    }

    private static SliceNode Slice(Random random, string name, string input, IReadOnlyDictionary<string, Shape> shapes)
    {
        var s = shapes[input];
        var channels = Enumerable.Range(0, random.Next(1, s.Channels + 2)).Select(_ => random.Next(s.Channels)).ToArray();
        var (row, column, step) = (random.Next(Math.Min(s.Height, 2)), random.Next(Math.Min(s.Width, 2)), random.Next(1, 3));
        return new SliceNode(
            name,
            input,
            channels,
            row,
            (s.Height - row + 1) / 2,
            1,
            column,
            (s.Width - column + step - 1) / step,
            step
        );
    }

    /// <summary>A tensor whose shape suits.</summary>
    private static string Alike(Random random, IReadOnlyDictionary<string, Shape> shapes, Func<Shape, bool> suits)
    {
        var names = shapes.Where(s => suits(s.Value)).Select(s => s.Key).ToArray();
        return names[random.Next(names.Length)];
    }

    private static bool Fits(Shape shape, int size) => shape.Height >= size && shape.Width >= size;

    private static IEnumerable<float> Channels(Shape shape, float value) => Enumerable.Repeat(value, shape.Channels);
}
