using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Quantization;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class BundleTests
{
    private static readonly Bundle Small = RandomBundles.Make(EngineTests.Build("bytes"), seed: 1);

    [Theory]
    [InlineData("resnet8", false, false)]
    [InlineData("mobilenet", true, false)]
    [InlineData("lenet5", false, true)]
    public void A_bundle_survives_the_round_trip_to_the_byte_and_runs_alike(string name, bool signed, bool perChannel)
    {
        var bundle = RandomBundles.Make(EngineTests.Build(name), seed: 21, signed, perChannel);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.qosnet");
        try
        {
            bundle.Save(path);
            var back = Bundle.Load(path);
            Assert.Equal(bundle.ToArray(), back.ToArray());
            Assert.Equal(File.ReadAllBytes(path), back.ToArray());
            Assert.Equal(bundle.Metadata.Classes, back.Metadata.Classes);
            Assert.Equal(bundle.Points.Select(bundle.RelativePower), back.Points.Select(back.RelativePower));
            var pixels = RandomTables.Bytes(new Random(1), bundle.Network.Input.Shape.Length);
            Assert.Equal(new Engine(bundle).Run("mixed", pixels, 1), new Engine(back).Run("mixed", pixels, 1));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Any_flipped_byte_is_refused()
    {
        var bytes = Small.ToArray();
        for (var i = 0; i < bytes.Length; i += i < 200 || i > bytes.Length - 200 ? 1 : 9973)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            AssertOneLine(Assert.Throws<BundleException>(() => Bundle.Read(damaged, "damaged.qosnet")), "damaged.qosnet");
        }
    }

    [Fact]
    public void Any_truncation_is_refused()
    {
        var bytes = Small.ToArray();
        foreach (var length in new[] { 0, 1, 21, 100, bytes.Length / 2, bytes.Length - 65, bytes.Length - 1 })
            AssertOneLine(Assert.Throws<BundleException>(() => Bundle.Read(bytes[..length], "cut.qosnet")), "cut.qosnet");
        AssertOneLine(Assert.Throws<BundleException>(() => Bundle.Load("no/such/file.qosnet")), "no/such/file.qosnet");
    }

    [Fact]
    public void Another_version_or_format_is_refused()
    {
        AssertOneLine(Assert.Throws<BundleException>(() => Bundle.Read(Rewrite(version: 6), "new.qosnet")), "version is 6");
        AssertOneLine(
            Assert.Throws<BundleException>(() => Bundle.Read(Rewrite(format: "multiplier-library"), "other.qosnet")),
            "multiplier-library"
        );
        Assert.Equal(Small.ToArray(), Bundle.Read(Rewrite(), "same.qosnet").ToArray());
    }

    [Fact]
    public void Validation_accuracies_are_kept_and_raise_the_version()
    {
        Bundle With(double? accuracy) =>
            new(
                Small.Network,
                Small.Library,
                Small.Weights,
                Small.Quantizers,
                [Small.Points[1] with { ValidationTop1 = accuracy }],
                Small.Metadata
            );
        var back = Bundle.Read(With(0.875).ToArray(), "measured.qosnet");
        Assert.Equal(0.875, back.Points[0].ValidationTop1);
        Assert.Equal(2, ArchiveReader.Read(back.ToArray(), "measured", "qosnets-bundle", 2).Version);
        Assert.Equal(1, ArchiveReader.Read(With(null).ToArray(), "plain", "qosnets-bundle", 2).Version);
        AssertOneLine(Assert.Throws<BundleException>(() => With(1.5)), "1.5");
    }

    [Fact]
    public void Cascades_and_temperatures_are_kept_and_raise_the_version()
    {
        var steps = new[] { new CascadeStep(0.125f, 0.1, 0.75), new CascadeStep(0.3f, 0.25, 0.875) };
        var bundle = Small.With(
            [Small.Points[0], Small.Points[1] with { Temperature = 1.37f }, .. Small.Points.Skip(2)],
            [new CascadeCurve(2, 0, steps), new CascadeCurve(1, 2, [steps[1]])]
        );
        var back = Bundle.Read(bundle.ToArray(), "cascade.qosnet");
        Assert.Equal([1f, 1.37f, 1f], back.Points.Select(p => p.Temperature));
        Assert.Equal([(2, 0), (1, 2)], back.Cascades.Select(c => (c.First, c.Second)));
        Assert.Equal(steps, back.Cascades[0].Steps);
        Assert.Equal(bundle.ToArray(), back.ToArray());
        Assert.Equal(3, ArchiveReader.Read(back.ToArray(), "cascade", "qosnets-bundle", 3).Version);
        // Without them the bytes are those of the version that knows none.
        Assert.Equal(Small.ToArray(), back.With(Small.Points, []).ToArray());
    }

    [Fact]
    public void Cascades_that_mean_nothing_are_refused()
    {
        void Refused(string fault, params CascadeCurve[] cascades) =>
            AssertOneLine(Assert.Throws<BundleException>(() => Small.With(Small.Points, cascades)), fault);
        CascadeStep[] Steps(params float[] minMargins) => [.. minMargins.Select(m => new CascadeStep(m, 0.5, 0.5))];
        Refused("from point 0 to 3", new CascadeCurve(0, 3, Steps(1)));
        Refused("from point -1 to 1", new CascadeCurve(-1, 1, Steps(1)));
        Refused("from point 1 to 1", new CascadeCurve(1, 1, Steps(1)));
        Refused("'exact' to 'coarse' is there twice", new CascadeCurve(0, 1, Steps(1)), new CascadeCurve(0, 1, Steps(2)));
        Refused("has no threshold", new CascadeCurve(0, 1, []));
        Refused("threshold 0 after 0", new CascadeCurve(0, 1, Steps(0)));
        Refused("threshold 1 after 2", new CascadeCurve(0, 1, Steps(2, 1)));
        Refused("threshold NaN", new CascadeCurve(0, 1, Steps(float.NaN)));
        Refused("a share of 1.5", new CascadeCurve(0, 1, [new CascadeStep(1, 1.5, 0.5)]));
        Refused("an accuracy of -1", new CascadeCurve(0, 1, [new CascadeStep(1, 0.5, -1)]));
        AssertOneLine(
            Assert.Throws<BundleException>(() => Small.With([Small.Points[0] with { Temperature = 0 }], [])),
            "has the temperature 0"
        );
    }

    [Theory]
    [InlineData("tables/near")]
    [InlineData("weights/a")]
    [InlineData("scales/dead")]
    [InlineData("points/coarse/a.bias")]
    [InlineData("network.json")]
    [InlineData("bundle.json")]
    public void A_missing_entry_is_named(string entry) =>
        AssertOneLine(Assert.Throws<BundleException>(() => Bundle.Read(Rewrite(without: entry), "part.qosnet")), entry);

    [Theory]
    [InlineData("tables/near")]
    [InlineData("weights/a")]
    [InlineData("scales/dead")]
    [InlineData("points/coarse/a.bias")]
    public void An_array_of_the_wrong_shape_is_named(string entry) =>
        AssertOneLine(Assert.Throws<BundleException>(() => Bundle.Read(Rewrite(reshape: entry), "bent.qosnet")), entry);

    [Theory]
    [InlineData("\"assignment\": [", "\"assignment\": [\n 4,")]
    [InlineData("\"weightZeroPoint\": ", "\"weightZeroPoint\": 1")]
    [InlineData("\"max\": 255", "\"max\": 127")]
    [InlineData("\"saving\": 0", "\"saving\": 0.125")]
    [InlineData("\"relativePower\": 1", "\"relativePower\": 0.5")]
    [InlineData("\"name\": \"exact\"", "\"name\": \"precise\"")]
    [InlineData("\"dataset\"", "\"datum\"")]
    [InlineData("\"class 1\"", "null")]
    public void A_changed_text_with_a_right_checksum_is_refused(string from, string to) =>
        AssertOneLine(
            Assert.Throws<BundleException>(() =>
                Bundle.Read(Rewrite(change: t => t.Replace(from, to, StringComparison.Ordinal)), "forged.qosnet")
            ),
            "forged.qosnet"
        );

    [Fact]
    public void Contents_out_of_range_are_refused()
    {
        Refused("'a'", weights: w => w with { Values = w.Values[1..] });
        Refused("scale", weights: w => w with { Scales = [1f, 2f] });
        Refused("scale", weights: w => w with { Scales = [0f] });
        Refused("unsigned", weights: w => w with { Signed = true, ZeroPoint = 0 });
        Refused("zero point 256", weights: w => w with { ZeroPoint = 256 });
        Refused("zero point 300", quantizer: q => q with { ZeroPoint = 300 });
        Refused("steps of", quantizer: q => q with { Scale = float.NaN });
        Refused("0..127", quantizer: q => q with { Max = 127 });
        Refused("assigns multiplier 4", point: p => p with { Assignment = [0, 4] });
        Refused("assigns multiplier -1", point: p => p with { Assignment = [0, -1] });
        Refused("1 multipliers", point: p => p with { Assignment = [0] });
        Refused("lacks the parameter", point: p => p with { Parameters = new Dictionary<string, float[]>() });
        Refused(
            "where 4 are expected",
            point: p => p with { Parameters = p.Parameters.ToDictionary(x => x.Key, x => x.Value[1..]) }
        );
        Refused(
            "out of range",
            point: p =>
                p with
                {
                    Parameters = p.Parameters.ToDictionary(x => x.Key, x => x.Value.Select(_ => float.NaN).ToArray()),
                }
        );
        Refused(
            "exceeds float32",
            point: p => p with { Parameters = p.Parameters.ToDictionary(x => x.Key, x => x.Value.Select(_ => 1e38f).ToArray()) }
        );
        Refused("the same name", point: p => p with { Name = "exact" });
        Refused("not exact", exact: p => p with { Assignment = [0, 1] });
    }

    [Fact]
    public void Points_are_needed_but_an_exact_one_is_not()
    {
        Bundle With(params OperatingPoint[] points) =>
            new(Small.Network, Small.Library, Small.Weights, Small.Quantizers, points, Small.Metadata);
        Assert.Single(With(Small.Points[1]).Points);
        AssertOneLine(Assert.Throws<BundleException>(() => With()), "no operating point");
    }

    [Fact]
    public void A_layer_that_could_overflow_is_refused()
    {
        var network = new Network(
            "wide",
            [new InputNode("input", new Shape(40_000, 1, 1)), new LinearNode("fc", "input", 40_000, 2, false)]
        );
        var e = Assert.Throws<BundleException>(() => RandomBundles.Make(network, seed: 1));
        AssertOneLine(e, "'fc'");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bundle_is_refused_exactly_where_its_layer_would_not_compile(bool corrected)
    {
        var (refused, accepted) = (0, 0);
        for (var fanIn = 16_000; fanIn <= 34_000; fanIn += 1_000)
        {
            var layer = new LinearNode("fc", "input", fanIn, 1, false);
            var network = new Network("wide", [new InputNode("input", new Shape(fanIn, 1, 1)), layer]);
            var weights = RandomTables.Bytes(new Random(fanIn), fanIn);
            var table = RandomBundles.Library(signed: false).Multipliers[3].Table;
            Bundle Bundle() =>
                new(
                    network,
                    RandomBundles.Library(signed: false),
                    [new QuantizedWeights(weights, [0.01f], 128, false)],
                    new Dictionary<string, AffineQuantizer> { ["input"] = new(0.01f, 100) },
                    [
                        new OperatingPoint(
                            "wild",
                            [3],
                            [corrected],
                            new Dictionary<string, float[]> { ["fc.scale"] = [1], ["fc.bias"] = [0] }
                        ),
                    ],
                    new BundleMetadata("random", ["only"])
                );
            var overflow = Record.Exception(() =>
                ApproximateLayer.Compile("fc", network.Layers[0].Geometry, weights, 128, 100, table, corrected)
            );
            if (overflow is null)
            {
                Assert.Single(Bundle().Points);
                accepted++;
            }
            else
            {
                Assert.IsType<OverflowException>(overflow);
                AssertOneLine(Assert.Throws<BundleException>(Bundle), overflow.Message);
                refused++;
            }
        }
        Assert.True(refused > 0 && accepted > 0, $"{refused} refused, {accepted} accepted: no limit in between");
    }

    [Fact]
    public void Relative_power_weights_multipliers_by_multiplications()
    {
        var point = Small.Points[0] with { Assignment = [2, 3] };
        var (a, dead) = (3.0 * 9 * 4 * 4, 4.0 * 4 * 4);
        Assert.Equal((a * 0.2 + dead * 0.1) / ((a + dead) * 0.4), Small.RelativePower(point), 12);
        Assert.Equal(1, Small.RelativePower(Small.Points[0]));
    }

    private static void Refused(
        string reason,
        Func<QuantizedWeights, QuantizedWeights>? weights = null,
        Func<AffineQuantizer, AffineQuantizer>? quantizer = null,
        Func<OperatingPoint, OperatingPoint>? point = null,
        Func<OperatingPoint, OperatingPoint>? exact = null
    )
    {
        var e = Assert.Throws<BundleException>(() =>
            new Bundle(
                Small.Network,
                Small.Library,
                weights is null ? Small.Weights : [weights(Small.Weights[0]), Small.Weights[1]],
                quantizer is null ? Small.Quantizers : Small.Quantizers.ToDictionary(q => q.Key, q => quantizer(q.Value)),
                [exact?.Invoke(Small.Points[0]) ?? Small.Points[0], point?.Invoke(Small.Points[1]) ?? Small.Points[1]],
                Small.Metadata
            )
        );
        AssertOneLine(e, reason);
    }

    private static void AssertOneLine(BundleException e, string part)
    {
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    /// <summary>The small bundle written anew, checksum included, with one thing different.</summary>
    private static byte[] Rewrite(
        string format = "qosnets-bundle",
        int version = 1,
        string? without = null,
        string? reshape = null,
        Func<string, string>? change = null
    )
    {
        var reader = ArchiveReader.Read(Small.ToArray(), "small", "qosnets-bundle", 1);
        var writer = new ArchiveWriter(format, version);
        foreach (var name in reader.Names.Where(n => n != without))
        {
            if (name.EndsWith(".json", StringComparison.Ordinal))
                writer.AddText(name, change is null ? reader.ReadText(name) : change(reader.ReadText(name)));
            else if (name.StartsWith("tables", StringComparison.Ordinal))
                writer.AddArray<ushort>(name, reader.ReadArray<ushort>(name, out var shape), Bent(name, shape));
            else if (name.StartsWith("weights", StringComparison.Ordinal))
                writer.AddArray<byte>(name, reader.ReadArray<byte>(name, out var shape), Bent(name, shape));
            else
                writer.AddArray<float>(name, reader.ReadArray<float>(name, out var shape), Bent(name, shape));
        }
        return writer.ToArray();

        int[] Bent(string name, int[] shape) => name == reshape ? [1, .. shape] : shape;
    }
}
