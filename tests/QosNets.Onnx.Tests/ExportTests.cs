using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Onnx.Export;
using QosNets.Onnx.Reference;
using QosNets.Runtime;
using QosNets.Tests.Networks;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Points written as ONNX, in ONNX Runtime and read back.</summary>
public sealed class ExportTests
{
    private const int Images = 2;

    [Fact]
    public void Every_type_of_node_can_be_written() =>
        Assert.Equal(NodeTypes.All(), ExportOperators.NodeTypes.OrderBy(t => t.Name, StringComparer.Ordinal));

    [Fact]
    public void Tables_give_the_engine_s_logits_and_accumulators_to_the_bit_at_every_point_of_random_graphs()
    {
        var compared = 0;
        foreach (var seed in RandomGraphs.Seeds.Take(30))
        {
            var network = RandomGraphs.Make(seed);
            // ONNX Runtime has the error function of GELU in float32 only, with other last bits.
            if (network.Nodes.Any(n => n is GeluNode))
                continue;
            var bundle = RandomBundles.Make(network, seed, signed: seed % 3 == 0, perChannel: seed % 2 == 0);
            foreach (var point in bundle.Points)
                compared += Compare(bundle, point, $"seed {seed}, {point.Name}") ? 1 : 0;
        }
        Assert.InRange(compared, 30, 90);
    }

    [Theory]
    [InlineData("resnet8")]
    [InlineData("mobilenetv2")]
    public void Built_in_networks_with_multipliers_of_a_library_give_the_engine_s_bits(string name)
    {
        var library = new MultiplierLibrary(
            "test",
            [
                new Multiplier("exact", TruthTable.Exact(false), 0.4),
                // A product of the operands' high bits is one of two functions, any other table is looked up.
                new Multiplier("high", Of((a, w) => (a & 0xF0) * (w & 0xF8)), 0.2),
                new Multiplier("near", RandomTables.Near(1, false, 40), 0.3),
            ]
        );
        var network = BuiltInNetworks.Create(
            name,
            new Shape(3, 16, 16),
            10,
            [0.5f, 0.4f, 0.3f],
            [0.2f, 0.25f, 0.3f],
            Width(name)
        );
        var bundle = Measurement.SampleBundle.Make(network, library, [("exact", "exact"), ("cheap", "high"), ("near", "near")]);
        Assert.All(bundle.Points, point => Assert.True(Compare(bundle, point, $"{name}, {point.Name}")));
    }

    [Theory]
    [InlineData(ExportForm.Qdq, false)]
    [InlineData(ExportForm.Qdq, true)]
    [InlineData(ExportForm.Qonnx, true)]
    public void Exact_points_come_back_with_the_same_layers_and_logits(ExportForm form, bool perChannel)
    {
        var options = new Measurement.SampleOptions(3, VariesQuantizers: true, perChannel);
        foreach (var name in (string[])["resnet8", "lenet5", "mobilenetv2"])
        {
            var shape = name == "lenet5" ? new Shape(1, 28, 28) : new Shape(3, 16, 16);
            float[] mean = [.. Enumerable.Repeat(0.4f, shape.Channels)];
            var network = BuiltInNetworks.Create(name, shape, 10, mean, mean, Width(name));
            var library = RandomBundles.Library(signed: false);
            var layers = network.Layers.Count;
            var bundle = Measurement.SampleBundle.Make(
                network,
                library,
                [new("exact", new int[layers], new bool[layers])],
                options
            );
            var model = OnnxImporter.Read(OnnxExporter.Write(bundle, "exact", form), name);
            Assert.Equal(
                network.Layers.Select(l => (l.Name, l.Geometry)),
                model.Network.Layers.Select(l => (l.Name, l.Geometry))
            );
            Assert.Equal(Kinds(network), Kinds(model.Network));
            var back = QuantisedModel.ToBundle(model, library, bundle.Metadata);
            var pixels = RandomTables.Bytes(new Random(5), 8 * shape.Length);
            var (expected, actual) = (new Engine(bundle).Run("exact", pixels, 8), new Engine(back).Run("exact", pixels, 8));
            var largest = expected.Max(Math.Abs);
            Assert.True(
                expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() <= 1e-4f * largest,
                $"{name}: {string.Join(' ', expected.Take(10))} became {string.Join(' ', actual.Take(10))}"
            );
        }
    }

    [Fact]
    public void The_quantised_form_runs_in_ONNX_Runtime_with_the_engine_s_classes()
    {
        var network = BuiltInNetworks.Create("resnet8", new Shape(3, 16, 16), 10, [0.5f, 0.4f, 0.3f], [0.2f, 0.25f, 0.3f]);
        var bundle = RandomBundles.Make(network, 4, perChannel: true);
        const int Count = 64;
        var pixels = RandomTables.Bytes(new Random(5), Count * network.Input.Shape.Length);
        using var reference = OnnxRuntimeModel.Open(OnnxExporter.Write(bundle, "exact", ExportForm.Qdq), "qdq");
        float[] values = [.. pixels.Select(p => p / 255f)];
        var logits = reference.Run(PointExport.InputName, values, [Count, 3, 16, 16], PointExport.OutputName);
        var expected = new Engine(bundle).Run("exact", pixels, Count);
        var same = Enumerable.Range(0, Count).Count(i => Top(logits, i) == Top(expected, i));
        Assert.InRange(same, Count * 95 / 100, Count);
    }

    /// <summary>Whether logits and accumulators of the form of tables are the engine's.</summary>
    private static bool Compare(Bundle bundle, OperatingPoint point, string what)
    {
        var shape = bundle.Network.Input.Shape;
        var pixels = RandomTables.Bytes(new Random(9), Images * shape.Length);
        using var reference = OnnxRuntimeModel.Open(
            OnnxExporter.Write(bundle, point.Name, ExportForm.Lut, accumulators: true),
            what
        );
        long[] dims = [Images, shape.Channels, shape.Height, shape.Width];
        var results = reference.Run(PointExport.InputName, pixels, dims);
        var expected = new Engine(bundle).Run(point.Name, pixels, Images);
        var actual = results.Reals(PointExport.OutputName);
        Assert.True(
            expected.Select(BitConverter.SingleToInt32Bits).SequenceEqual(actual.Select(BitConverter.SingleToInt32Bits)),
            $"{what}: {string.Join(' ', expected)} is expected, ONNX Runtime gives {string.Join(' ', actual)}"
        );
        return Accumulators.AreEqual(bundle, point, results, pixels, Images) > 0;
    }

    private static double Width(string name) => name == "mobilenetv2" ? 0.25 : 1;

    private static IEnumerable<string> Kinds(Network network) =>
        network.Nodes.Where(n => n is not FlattenNode).Select(n => n.GetType().Name);

    private static int Top(float[] logits, int image)
    {
        var row = logits.AsSpan(image * 10, 10).ToArray();
        return Array.IndexOf(row, row.Max());
    }

    private static TruthTable Of(Func<int, int, int> product)
    {
        var products = new int[TruthTable.Length];
        for (var i = 0; i < products.Length; i++)
            products[i] = product(i >> 8, i & 255);
        return new TruthTable(products, signed: false);
    }
}
