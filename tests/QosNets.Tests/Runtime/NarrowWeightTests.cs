using CsCheck;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class NarrowWeightTests
{
    [Theory]
    [InlineData("lenet5", false, false)]
    [InlineData("odd", false, true)]
    [InlineData("resnet8", true, false)]
    [InlineData("mobilenet", true, true)]
    public void A_bundle_of_narrow_weights_is_smaller_and_keeps_every_bit_of_its_logits(string name, bool signed, bool perChannel)
    {
        var bundle = RandomBundles.Narrow(EngineTests.Build(name), seed: 3, signed, perChannel);
        var layers = bundle.Network.Layers.Count;
        Assert.Equal([8, .. Enumerable.Repeat(4, layers - 1)], bundle.StoredBits());
        Assert.Equal([5, .. Enumerable.Repeat(4, layers - 1)], bundle.WeightBits(bundle.Points[2]));
        Assert.Equal(Enumerable.Repeat(2, layers), bundle.WeightBits(bundle.Points[1]));
        var bytes = bundle.ToArray();
        var archive = ArchiveReader.Read(bytes, name, "qosnets-bundle", 4);
        Assert.Equal(4, archive.Version);
        for (var l = 1; l < layers; l++)
        {
            var (g, layer) = (bundle.Network.Layers[l].Geometry, bundle.Network.Layers[l].Name);
            Assert.Equal(g.OutChannels * ((g.FanIn + 1) / 2), archive.ReadArray<byte>($"weights/{layer}", out _).Length);
        }
        var back = Bundle.Read(bytes, name);
        Assert.Equal(bytes, back.ToArray());
        Assert.Equal(new OperandWidths(8, 4), back.Library.Multipliers[1].Widths);
        var pixels = RandomTables.Bytes(new Random(1), 3 * bundle.Network.Input.Shape.Length);
        Assert.All(
            bundle.Points,
            p => Assert.Equal(new Engine(bundle).Run(p.Name, pixels, 3), new Engine(back).Run(p.Name, pixels, 3))
        );
    }

    [Fact]
    public void One_point_that_reads_all_bits_keeps_all_bits_of_all_layers_stored()
    {
        var narrow = RandomBundles.Narrow(EngineTests.Build("bytes"), seed: 3);
        var exact = narrow.Points[0] with { Name = "exact", Assignment = [.. narrow.Points[0].Assignment.Select(_ => 0)] };
        var bundle = narrow.With([.. narrow.Points, exact], []);
        Assert.All(bundle.StoredBits(), bits => Assert.Equal(8, bits));
        Assert.Equal(bundle.Weights.Select(w => w.Values), Bundle.Read(bundle.ToArray(), "all").Weights.Select(w => w.Values));
    }

    [Fact]
    public void Any_weights_are_packed_and_read_back_with_the_same_high_bits_and_sums() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 40], Gen.Bool, Gen.Int)
            .Sample(
                (channels, fanIn, signed, seed) =>
                {
                    var weights = RandomTables.Bytes(new Random(seed), channels * fanIn);
                    if (signed)
                        weights.AsSpan().Replace((byte)128, (byte)129);
                    var (packed, sums) = HalfWeights.Pack(weights, channels);
                    var back = HalfWeights.Unpack(packed, sums, fanIn, signed);
                    Assert.Equal(weights.Select(w => w >> 4), back.Select(w => w >> 4));
                    for (var c = 0; c < channels; c++)
                        Assert.Equal(
                            weights.Skip(c * fanIn).Take(fanIn).Sum(w => w),
                            back.Skip(c * fanIn).Take(fanIn).Sum(w => w)
                        );
                    Assert.False(signed && back.Contains((byte)128));
                },
                iter: 300
            );

    [Theory]
    [InlineData("\"weightBits\": 4", "\"weightBits\": 5", "stores 5 bits of its weights; 4 or 8 can be stored")]
    [InlineData("\"widths\": \"8x4\"", "\"widths\": \"9x4\"", "has the widths '9x4'")]
    [InlineData("\"widths\": \"8x4\"", "\"widths\": \"8x2\"", "")]
    [InlineData("\"weightBits\": [", "\"weightBits\": [9,", "is said to read 9")]
    public void A_text_that_says_other_widths_is_refused_in_one_line(string original, string changed, string fault)
    {
        var bundle = RandomBundles.Narrow(EngineTests.Build("bytes"), seed: 3);
        var archive = ArchiveReader.Read(bundle.ToArray(), "narrow", "qosnets-bundle", 4);
        var text = archive.ReadText("bundle.json");
        Assert.Contains(original, text);
        var writer = new ArchiveWriter("qosnets-bundle", 4);
        writer.AddText("network.json", archive.ReadText("network.json"));
        writer.AddText("bundle.json", text.Replace(original, changed, StringComparison.Ordinal));
        Copy(archive, writer);
        var error = Record.Exception(() => Bundle.Read(writer.ToArray(), "changed.qosnet"));
        // A width of the circuit says nothing of the table's bits but what it may not read.
        if (fault.Length == 0)
            return;
        Assert.IsType<BundleException>(error);
        Assert.Contains(fault, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(false, 2)]
    [InlineData(true, 4)]
    [InlineData(true, 3)]
    public void Narrow_weights_leave_no_error_that_moves_with_the_images_once_they_are_corrected(bool signed, int bits)
    {
        // What is dropped of a weight is never negative, so without correction bright images are shifted more than dark ones.
        // Without padding every weight sees the same activations in the mean.
        var g = new ConvolutionGeometry(8, 6, 6, 24, 3, 3, 1, 0, 1);
        var random = new Random(bits);
        var weights = RandomTables.Bytes(random, g.OutChannels * g.FanIn);
        if (signed)
            weights.AsSpan().Replace((byte)128, (byte)129);
        var table = RandomBundles.NarrowExact(bits, signed, 0.1).Table;
        double Shift(bool corrected, int low, int high)
        {
            var (zw, zx) = (signed ? 0 : 117, 31);
            var input = Enumerable.Range(0, 40 * g.InputLength).Select(_ => (byte)random.Next(low, high)).ToArray();
            var errors = new double[2];
            foreach (var (i, t) in new[] { table, TruthTable.Exact(signed) }.Index())
            {
                var sums = new int[40 * g.OutputLength];
                ApproximateLayer.Compile("layer", g, weights, zw, zx, t, corrected).Accumulate(40, input, sums);
                errors[i] = sums.Average();
            }
            return (errors[0] - errors[1]) / g.FanIn;
        }
        var (dark, bright) = ((0, 40), (signed ? (88, 128) : (200, 240)));
        var plain = Shift(false, bright.Item1, bright.Item2) - Shift(false, dark.Item1, dark.Item2);
        var corrected = Shift(true, bright.Item1, bright.Item2) - Shift(true, dark.Item1, dark.Item2);
        Assert.True(Math.Abs(plain) > 100, $"without correction only {plain} a product");
        // Rounding f leaves up to half a unit of a product.
        Assert.InRange(corrected, -1, 1);
    }

    [Fact]
    public void An_exact_multiplier_of_narrow_weights_is_one_product_for_the_planner()
    {
        foreach (var bits in (int[])[2, 4, 7])
        {
            var products = RandomBundles.NarrowExact(bits, signed: false, 0.1).Table.Products.ToArray();
            Assert.Equal(PlanKind.Exact, PreparedTable.Create(products).Plan.Kind);
        }
    }

    private static void Copy(ArchiveReader from, ArchiveWriter to)
    {
        foreach (var name in from.Names.Where(n => n is not ("network.json" or "bundle.json")))
        {
            if (name.StartsWith("tables/", StringComparison.Ordinal))
                to.AddArray<ushort>(name, from.ReadArray<ushort>(name, out var table), table);
            else if (name.StartsWith("weights/", StringComparison.Ordinal))
                to.AddArray<byte>(name, from.ReadArray<byte>(name, out var weights), weights);
            else if (name.StartsWith("low_sums/", StringComparison.Ordinal))
                to.AddArray<int>(name, from.ReadArray<int>(name, out var sums), sums);
            else
                to.AddArray<float>(name, from.ReadArray<float>(name, out var shape), shape);
        }
    }
}
