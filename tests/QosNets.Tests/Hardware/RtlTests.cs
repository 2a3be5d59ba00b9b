using System.Text;
using System.Text.RegularExpressions;
using QosNets.Bundles;
using QosNets.Hardware;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Tests.Archives;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Hardware;

public sealed class RtlTests
{
    [Theory]
    [InlineData(false, 4, 3)]
    [InlineData(true, 4, 3)]
    [InlineData(false, 1, 1)]
    [InlineData(true, 5, 9)]
    public void The_accelerator_has_the_accumulators_and_bytes_of_the_engine(bool signed, int rows, int columns)
    {
        Assert.SkipUnless(Simulation.IsInstalled, "iverilog is not installed");
        using var folder = new TemporaryFolder();
        var bundle = Sample(signed);
        var design = new RtlDesign(bundle, new ArraySize(rows, columns), null);
        Assert.Empty(design.WithoutCircuit);
        RtlExport.Write(design, 1, Pixels(bundle, 4), 6, null, folder.Path);

        var output = Simulation.Run(folder.Path, "qos_bench");

        // 4 images, 5 channels, 6 positions.
        Assert.Contains(
            "equal: 120 accumulators and 120 bytes of 4 images at 3 points, 3 switches in mid-stream",
            output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_bench_finds_a_wrong_accumulator_a_wrong_byte_and_exchanged_operands()
    {
        Assert.SkipUnless(Simulation.IsInstalled, "iverilog is not installed");
        using var folder = new TemporaryFolder();
        var bundle = Sample(signed: false);
        RtlExport.Write(new RtlDesign(bundle, new ArraySize(4, 3), null), 1, Pixels(bundle, 4), 6, null, folder.Path);
        foreach (
            var (file, from, to) in (ReadOnlySpan<(string, string, string)>)
                [
                    ("accumulators.hex", "^(.*).\n", "$1x\n"),
                    ("bytes.hex", "^..", "xx"),
                    ("qos_products.v", @"\.row\(row1\), \.column\(column1\)", ".row(column1), .column(row1)"),
                ]
        )
        {
            var before = File.ReadAllText(folder[file]);
            var changed = new Regex(from).Replace(before, to, 1);
            Assert.NotEqual(before, changed);
            File.WriteAllText(folder[file], changed);
            Assert.Contains("DIFFERENT", Simulation.Run(folder.Path, "qos_bench"), StringComparison.Ordinal);
            File.WriteAllText(folder[file], before);
        }
    }

    [Theory]
    [InlineData(8, 4, false)]
    [InlineData(3, 7, true)]
    public void A_module_has_every_product_of_its_multiplier_row_by_column(int a, int b, bool signed)
    {
        Assert.SkipUnless(Simulation.IsInstalled, "iverilog is not installed");
        using var folder = new TemporaryFolder();
        // Asymmetric: the lowest bit of the weight counts twice.
        var widths = new OperandWidths(a, b);
        var exact = ArrayCircuits.Exact(widths, signed);
        var native = exact.Table(signed).Products.ToArray();
        for (var i = 0; i < native.Length; i++)
            native[i] -= (i & 1) != 0 && native[i] > 0 ? 1 : 0;
        var table = new NativeTable(native, widths, signed).ToTruthTable();
        var odd = new Multiplier("odd", table, 1);
        var plain = new Multiplier("plain", exact.Table(signed).ToTruthTable(), 1);
        File.WriteAllText(folder["odd.v"], MultiplierVerilog.Of("odd", odd, null));
        File.WriteAllText(folder["plain.v"], MultiplierVerilog.Of("plain", plain, exact));
        File.WriteAllText(
            folder["check.v"],
            """
            module check;
                reg [15:0] products [0:65535];
                reg [15:0] exacts [0:65535];
                reg [16:0] i;
                wire [15:0] p, q;
                integer faults;
                odd first (.row(i[15:8]), .column(i[7:0]), .product(p));
                plain second (.row(i[15:8]), .column(i[7:0]), .product(q));
                initial begin
                    $readmemh("products.hex", products);
                    $readmemh("exacts.hex", exacts);
                    faults = 0;
                    for (i = 0; i < 65536; i = i + 1) begin
                        #1;
                        if (p !== products[i[15:0]] || q !== exacts[i[15:0]]) faults = faults + 1;
                    end
                    $display("faults: %0d", faults);
                end
            endmodule
            """
        );
        File.WriteAllText(folder["products.hex"], Hex(odd.Table));
        File.WriteAllText(folder["exacts.hex"], Hex(plain.Table));

        Assert.Contains("faults: 0\n", Simulation.Run(folder.Path, "check"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Thresholds_are_the_engines_bytes_for_every_accumulator(bool signed)
    {
        var bundle = Sample(signed);
        for (var p = 0; p < bundle.Points.Count; p++)
        {
            var bytes = QosNets.Runtime.LayerBytes.Of(bundle, p, 1)!;
            var range = new AccumulatorRange(-60_000, 60_000);
            var accumulators = Enumerable.Range((int)range.Low, (int)(range.High - range.Low) + 1).ToArray();
            var expected = new byte[accumulators.Length];
            for (var channel = 0; channel < 5; channel++)
            {
                var thresholds = Thresholds.Of(bytes, channel, range);
                bytes.Of(channel, accumulators, expected);
                Assert.True(thresholds.Steps.Zip(thresholds.Steps.Skip(1)).All(s => s.First <= s.Second));
                for (var i = 0; i < accumulators.Length; i += 61)
                    Assert.Equal(expected[i], thresholds.Byte(accumulators[i]));
            }
        }
    }

    [Fact]
    public void Channels_of_a_negative_scale_have_thresholds_too()
    {
        var bundle = Sample(signed: false);
        var point = bundle.Points[0];
        var parameters = point.Parameters.ToDictionary(p => p.Key, p => p.Value);
        parameters["norm.weight"] = [-1, -0.5f, 0, 1, 2];
        var turned = bundle.With([point with { Parameters = parameters }], []);
        var bytes = QosNets.Runtime.LayerBytes.Of(turned, 0, 1)!;
        var accumulators = Enumerable.Range(-20_000, 40_001).ToArray();
        var expected = new byte[accumulators.Length];
        for (var channel = 0; channel < 5; channel++)
        {
            var thresholds = Thresholds.Of(bytes, channel, new AccumulatorRange(-20_000, 20_000));
            Assert.Equal(channel < 2, thresholds.Falls);
            bytes.Of(channel, accumulators, expected);
            for (var i = 0; i < accumulators.Length; i += 37)
                Assert.Equal(expected[i], thresholds.Byte(accumulators[i]));
        }
    }

    [Fact]
    public void A_layer_with_groups_is_refused_with_a_remedy()
    {
        var network = new Network(
            "grouped",
            [
                new InputNode("input", new Shape(4, 3, 3)),
                new Conv2dNode("conv", "input", 4, 4, 3, 1, 1, 4, true),
                new FlattenNode("f", "conv"),
            ]
        );
        var bundle = RandomBundles.Make(network, 1);
        using var folder = new TemporaryFolder();
        var design = new RtlDesign(bundle, new ArraySize(2, 2), null);
        Assert.Equal(
            "layer conv has 4 groups, which the array runs one after the other; name a layer without groups with --layer",
            Assert.Throws<HardwareException>(() => RtlExport.Write(design, 0, Pixels(bundle, 1), 1, null, folder.Path)).Message
        );
    }

    // Two layers, the second of a fan-in that blocks of 4 rows do not divide, and multipliers of every kind that has a circuit.
    private static Bundle Sample(bool signed)
    {
        var network = new Network(
            "small",
            [
                new InputNode("input", new Shape(1, 7, 7)),
                new Conv2dNode("first", "input", 1, 3, 3, 1, 1, 1, true),
                new ActivationNode("relu", "first", ActivationKind.Relu),
                new Conv2dNode("second", "relu", 3, 5, 3, 2, 1, 1, false),
                new BatchNormNode("norm", "second", 5, 1e-5f),
                new ActivationNode("relu6", "norm", ActivationKind.Relu6),
                new FlattenNode("flat", "relu6"),
                new LinearNode("fc", "flat", 80, 4, true),
            ]
        );
        string[] families = ["broken-array:3,4", "drum:4", "compensated:6"];
        var library = MultiplierFamilies.Library("families", families, signed);
        var layers = network.Layers.Count;
        SamplePoint Point(string name, params int[] assignment) =>
            new(name, assignment, [.. Enumerable.Range(0, layers).Select(l => l != 0 && name != "exact")]);
        return SampleBundle.Make(
            network,
            library,
            [Point("exact", 0, 0, 0), Point("coarse", 1, 1, 2), Point("mixed", 0, 2, 3)],
            new SampleOptions(7, VariesQuantizers: true, PerChannel: true)
        );
    }

    private static byte[] Pixels(Bundle bundle, int images)
    {
        var pixels = new byte[images * bundle.Network.Input.Shape.Length];
        new Random(5).NextBytes(pixels);
        return pixels;
    }

    private static string Hex(TruthTable table)
    {
        var text = new StringBuilder();
        foreach (var product in table.Products)
            text.Append(VerilogText.Hex(product, 16)).Append('\n');
        return text.ToString();
    }
}
