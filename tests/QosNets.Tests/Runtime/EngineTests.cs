using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class EngineTests
{
    public static TheoryData<string, bool, bool> Networks()
    {
        var data = new TheoryData<string, bool, bool>();
        foreach (var name in new[] { "lenet5", "resnet8", "mobilenet", "odd", "bytes" })
        {
            data.Add(name, false, false);
            data.Add(name, true, false);
            data.Add(name, false, true);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_point_gives_the_bits_of_the_literal_interpreter(string name, bool signed, bool perChannel)
    {
        var bundle = RandomBundles.Make(Build(name), seed: 11, signed, perChannel);
        var engine = new Engine(bundle);
        var pixels = RandomTables.Bytes(new Random(2), 2 * bundle.Network.Input.Shape.Length);
        foreach (var point in bundle.Points)
        {
            var expected = new LiteralInterpreter(bundle, point, batch: 2).Run(pixels);
            Assert.Equal(
                expected.Select(BitConverter.SingleToInt32Bits),
                engine.Run(point.Name, pixels, 2).Select(BitConverter.SingleToInt32Bits)
            );
            // A network that saturates to a constant would let any engine pass.
            Assert.True(expected.Distinct().Count() > bundle.Network.Classes, $"{point.Name}: {string.Join(' ', expected)}");
        }
    }

    [Fact]
    public void Results_do_not_depend_on_the_batch_an_image_comes_in()
    {
        var bundle = RandomBundles.Make(Build("resnet8"), seed: 3);
        var engine = new Engine(bundle);
        var image = bundle.Network.Input.Shape.Length;
        var pixels = RandomTables.Bytes(new Random(4), 70 * image);
        var together = engine.Run("mixed", pixels, 70);
        foreach (var i in new[] { 0, 31, 63, 64, 69 })
            Assert.Equal(together.AsSpan(7 * i, 7).ToArray(), engine.Run("mixed", pixels.AsSpan(i * image, image), 1));
        Assert.Empty(engine.Run("mixed", [], 0));
    }

    [Fact]
    public void Switching_points_changes_nothing_in_the_other_points()
    {
        var bundle = RandomBundles.Make(Build("mobilenet"), seed: 5);
        var engine = new Engine(bundle);
        var pixels = RandomTables.Bytes(new Random(6), 2 * bundle.Network.Input.Shape.Length);
        var alone = bundle.Points.Select(p => new Engine(bundle).Run(p.Name, pixels, 2)).ToArray();
        foreach (var point in new[] { 0, 2, 1, 1, 0, 2 })
            Assert.Equal(alone[point], engine.Run(point, pixels, 2));
        Assert.NotEqual(alone[0], alone[1]);
    }

    [Fact]
    public void Parallel_callers_at_different_points_get_their_own_results()
    {
        var bundle = RandomBundles.Make(Build("lenet5"), seed: 8);
        var engine = new Engine(bundle);
        var inputs = Enumerable
            .Range(0, 24)
            .Select(i => RandomTables.Bytes(new Random(i), (1 + i % 3) * bundle.Network.Input.Shape.Length))
            .ToArray();
        var expected = inputs.Select((x, i) => engine.Run(i % 3, x, 1 + i % 3)).ToArray();
        var results = new float[inputs.Length][];
        Parallel.For(
            0,
            inputs.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 6 },
            i => results[i] = engine.Run(i % 3, inputs[i], 1 + i % 3)
        );
        Assert.Equal(expected, results);
    }

    [Fact]
    public void Unknown_points_and_wrong_lengths_are_refused()
    {
        var engine = new Engine(RandomBundles.Make(Build("odd"), seed: 8));
        var e = Assert.Throws<BundleException>(() => engine.Run("fast", [], 0));
        Assert.Contains("exact, coarse, mixed", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Run(3, [], 0));
        Assert.Throws<ArgumentException>(() => engine.Run(0, new byte[5], 1));
    }

    internal static Network Build(string name) =>
        name switch
        {
            "lenet5" => BuiltInNetworks.Create("lenet5", new Shape(1, 16, 18), 7, [0.3f], [0.4f]),
            "resnet8" => BuiltInNetworks.Create("resnet8", new Shape(3, 9, 7), 7, [0.4f, 0.5f, 0.6f], [0.2f, 0.3f, 0.25f]),
            "mobilenet" => TinyMobileNet(),
            "bytes" => BytesOut(),
            _ => Odd(),
        };

    /// <summary>Inverted residuals with and without addition, depthwise layers, ReLU6: MobileNetV2 in small.</summary>
    private static Network TinyMobileNet() =>
        new(
            "tiny",
            [
                new InputNode("input", new Shape(3, 10, 10)),
                new NormalizeNode("normalize", "input", [0.5f, 0.4f, 0.3f], [0.3f, 0.2f, 0.3f]),
                new Conv2dNode("stem", "normalize", 3, 8, 3, 2, 1, 1, false),
                new BatchNormNode("stem.bn", "stem", 8),
                new ActivationNode("stem.relu6", "stem.bn", ActivationKind.Relu6),
                new Conv2dNode("e1", "stem.relu6", 8, 16, 1, 1, 0, 1, false),
                new BatchNormNode("e1.bn", "e1", 16),
                new ActivationNode("e1.relu6", "e1.bn", ActivationKind.Relu6),
                new Conv2dNode("d1", "e1.relu6", 16, 16, 3, 1, 1, 16, false),
                new BatchNormNode("d1.bn", "d1", 16),
                new ActivationNode("d1.relu6", "d1.bn", ActivationKind.Relu6),
                new Conv2dNode("p1", "d1.relu6", 16, 8, 1, 1, 0, 1, false),
                new BatchNormNode("p1.bn", "p1", 8),
                new Conv2dNode("e2", "p1.bn", 8, 16, 1, 1, 0, 1, false),
                new BatchNormNode("e2.bn", "e2", 16),
                new ActivationNode("e2.relu6", "e2.bn", ActivationKind.Relu6),
                new Conv2dNode("d2", "e2.relu6", 16, 16, 3, 1, 1, 16, false),
                new BatchNormNode("d2.bn", "d2", 16),
                new ActivationNode("d2.relu6", "d2.bn", ActivationKind.Relu6),
                new Conv2dNode("p2", "d2.relu6", 16, 8, 1, 1, 0, 1, false),
                new BatchNormNode("p2.bn", "p2", 8),
                new AddNode("add", "p2.bn", "p1.bn"),
                new Conv2dNode("head", "add", 8, 24, 1, 1, 0, 1, false),
                new BatchNormNode("head.bn", "head", 24),
                new ActivationNode("head.relu6", "head.bn", ActivationKind.Relu6),
                new GlobalAveragePoolNode("pool", "head.relu6"),
                new LinearNode("classifier", "pool", 24, 5, true),
            ]
        );

    /// <summary>
    /// What imported graphs may hold and the built-in ones do not: no normalisation, a layer with two readers, batch
    /// normalisation apart from layers, biases before it, addition of a tensor to itself and of two float branches,
    /// and pooling of floats.
    /// </summary>
    private static Network Odd() =>
        new(
            "odd",
            [
                new InputNode("input", new Shape(2, 12, 12)),
                new Conv2dNode("a", "input", 2, 6, 3, 1, 1, 1, true),
                new BatchNormNode("a.bn", "a", 6),
                new AddNode("twice", "a.bn", "a.bn"),
                new Conv2dNode("b", "twice", 6, 6, 3, 1, 1, 2, true),
                new BatchNormNode("b.bn", "b", 6),
                new BatchNormNode("b.bn2", "b.bn", 6),
                new Conv2dNode("c", "twice", 6, 6, 3, 1, 1, 6, false),
                new ActivationNode("c.relu", "c", ActivationKind.Relu),
                new AddNode("c.add", "c.relu", "c"),
                new AddNode("sum", "b.bn2", "c.add"),
                new MaxPoolNode("pooled", "sum", 3, 2),
                new ShortcutNode("padded", "pooled", 10, 2),
                new ActivationNode("relu6", "padded", ActivationKind.Relu6),
                new ActivationNode("again", "relu6", ActivationKind.Relu),
                new Conv2dNode("d", "again", 10, 4, 1, 1, 0, 1, false),
                new FlattenNode("flat", "d"),
                new LinearNode("e", "flat", 36, 9, false),
                new AddNode("last", "e", "e"),
            ]
        );

    /// <summary>The output is quantised, since a layer that leads nowhere reads it too.</summary>
    private static Network BytesOut() =>
        new(
            "bytes",
            [
                new InputNode("input", new Shape(3, 6, 6)),
                new Conv2dNode("a", "input", 3, 4, 3, 3, 0, 1, true),
                new Conv2dNode("dead", "a", 4, 4, 1, 1, 0, 1, false),
                new FlattenNode("last", "a"),
            ]
        );
}
