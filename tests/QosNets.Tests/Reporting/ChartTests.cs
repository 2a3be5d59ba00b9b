using System.Buffers.Binary;
using System.IO.Compression;
using QosNets.Multipliers;
using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using Xunit;

namespace QosNets.Tests.Reporting;

public class ChartTests
{
    [Theory]
    [InlineData(0, 78.1, 6, new[] { 0.0, 20, 40, 60, 80 })]
    [InlineData(-3, 12, 4, new[] { -5.0, 0, 5, 10, 15 })]
    [InlineData(0.151, 0.349, 4, new[] { 0.15, 0.2, 0.25, 0.3, 0.35 })]
    public void A_linear_scale_goes_from_round_tick_to_round_tick(double low, double high, int count, double[] expected)
    {
        var scale = Scale.Linear(low, high, 10, 110, count);

        Assert.Equal(expected.Length, scale.Ticks().Count());
        Assert.All(scale.Ticks().Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-9));
        Assert.Equal(10, scale[expected[0]], 1e-9);
        Assert.Equal(110, scale[expected[^1]], 1e-9);
    }

    [Fact]
    public void A_single_value_lies_within_its_scale()
    {
        var scale = Scale.Linear(0.9, 0.9, 0, 100, 4);

        Assert.InRange(scale[0.9], 1, 99);
    }

    [Fact]
    public void A_logarithmic_scale_gives_every_decade_the_same_room()
    {
        var scale = Scale.Decades(30, 45000, 0, 400);

        Assert.Equal([10, 100, 1000, 10000, 100000], scale.Ticks());
        Assert.Equal([0.0, 100, 200, 300, 400], scale.Ticks().Select(t => Math.Round(scale[t], 9)));
    }

    [Fact]
    public void Epoch_ticks_stay_within_the_epochs() => Assert.Equal([2, 4, 6, 8, 10], Scale.Whole(1, 10, 0, 1, 5).Ticks());

    [Fact]
    public void An_error_map_shows_small_activations_at_the_bottom_and_signed_operands_by_value()
    {
        var errors = new int[TruthTable.Length];
        errors[(0x80 * 256) + 0x7F] = 100;
        errors[(0x7F * 256) + 0x80] = -100;

        var unsigned = ErrorMapFigure.Pixels(new ErrorMapReport("u", 1, false, errors), 100);
        var signed = ErrorMapFigure.Pixels(new ErrorMapReport("s", 1, true, errors), 100);

        Assert.Equal(254, unsigned[((255 - 128) * 256) + 127]);
        Assert.Equal(0, unsigned[((255 - 127) * 256) + 128]);
        // −128 is the lowest row and the first column, 127 the highest row and the last column.
        Assert.Equal(254, signed[(255 * 256) + 255]);
        Assert.Equal(0, signed[0]);
        Assert.Equal(65534, signed.Count(p => p == 127));
    }

    [Fact]
    public void A_png_holds_its_pixels()
    {
        byte[] pixels = [0, 1, 2, 2, 1, 0];

        var png = PalettePng.Encode(pixels, 3, [(1, 2, 3), (4, 5, 6), (7, 8, 9)]);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var chunks = Chunks(png);
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Select(c => c.Type));
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0], chunks[0].Content);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], chunks[1].Content);
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks[2].Content), CompressionMode.Decompress))
            zlib.CopyTo(rows);
        Assert.Equal([0, 0, 1, 2, 0, 2, 1, 0], rows.ToArray());
        // The checksum of the empty end chunk is the same in every PNG file.
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], png[^4..]);
    }

    [Fact]
    public void Agreement_leaves_out_pairs_without_error_and_finds_the_worst()
    {
        var agreement = ErrorAgreement.Of(
            new ErrorTable(
                ["exact", "a", "b"],
                [1, 0.5, 0.2],
                new double[,]
                {
                    { 0, 1, 10 },
                    { 0, 100, 8 },
                },
                new double[,]
                {
                    { 0, 1, 10 },
                    { 0, 100, 2 },
                }
            )
        );

        Assert.Equal(4, agreement.Pairs.Count);
        Assert.Equal((1, 2), (agreement.Worst!.Layer, agreement.Worst.Multiplier));
        Assert.Equal(0.25, agreement.Worst.Ratio);
        Assert.InRange(agreement.Correlation, 0.9, 0.99);
    }

    [Fact]
    public void Equal_halves_correlate_fully()
    {
        var table = new double[,]
        {
            { 1, 10 },
            { 3, 70 },
        };

        Assert.Equal(1, ErrorAgreement.Of(new ErrorTable(["a", "b"], [1, 2], table, table)).Correlation, 1e-12);
    }

    [Fact]
    public void A_simulation_fills_a_settings_row_by_its_share_of_the_frames()
    {
        var frames = Enumerable.Range(0, 128).ToArray();
        var svg = SimulationFigure.Svg(
            new SimulationReport(
                "<t>",
                [.. frames.Select(_ => 0.2)],
                [.. frames.Select(_ => 0.1)],
                [.. frames.Select(f => f < 64 ? 0 : 1)],
                [.. frames.Select(_ => true)],
                ["low", "high"]
            )
        );

        var paths = System
            .Xml.Linq.XDocument.Parse(svg)
            .Descendants()
            .Where(e => (string?)e.Attribute("fill") == Palette.MainLight)
            .ToList();
        Assert.Equal(2, paths.Count);
        // Four bins of 32 frames: the lower row is full for two, the upper for the others.
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count((string)paths[0].Attribute("d")!, "V260"));
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count((string)paths[1].Attribute("d")!, "V226"));
        Assert.Throws<ArgumentException>(() => SimulationFigure.Svg(new SimulationReport("t", [0.2], [], [0], [true], ["low"])));
    }

    private static List<(string Type, byte[] Content)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks.Add((System.Text.Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        return chunks;
    }
}
