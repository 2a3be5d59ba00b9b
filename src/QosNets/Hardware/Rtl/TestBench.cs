using System.Globalization;
using System.Text;
using QosNets.Runtime;

namespace QosNets.Hardware;

/// <summary>
/// A test bench that runs one layer as the engine did: an image at every point and one more at the first, and each switch is
/// written while the image before it is on its way. Accumulators, and bytes where they depend on nothing else, must be equal.
/// </summary>
internal sealed class TestBench
{
    private readonly RtlDesign design;
    private readonly int layer;
    private readonly LayerStimulus stimulus;
    private readonly int[] points;
    private readonly List<LayerTrace> traces;
    private readonly LayerBytes?[] bytes;
    private readonly AccumulatorRange range;

    /// <summary>Runs the engine.</summary>
    /// <param name="design">The design.</param>
    /// <param name="layer">Index of the layer; one without groups.</param>
    /// <param name="pixels">Images, one after the other, at least one; they are used in turn.</param>
    /// <param name="positions">How many output positions of each image pass, from the first on, at least 1.</param>
    public TestBench(RtlDesign design, int layer, ReadOnlySpan<byte> pixels, int positions)
    {
        (this.design, this.layer) = (design, layer);
        var bundle = design.Bundle;
        points = [.. Enumerable.Range(0, bundle.Points.Count), 0];
        var image = bundle.Network.Input.Shape.Length;
        traces = [];
        for (var i = 0; i < points.Length; i++)
            traces.Add(LayerTrace.Of(bundle, points[i], layer, pixels.Slice(i % (pixels.Length / image) * image, image)));
        stimulus = new LayerStimulus(design, layer, Math.Min(positions, bundle.Network.Layers[layer].Geometry.Positions));
        bytes = [.. Enumerable.Range(0, bundle.Points.Count).Select(p => LayerBytes.Of(bundle, p, layer))];
        range = design.Layers[layer];
    }

    /// <summary>Whether bytes are compared too.</summary>
    public bool ComparesBytes => Array.TrueForAll(bytes, b => b is not null);

    /// <summary>The bench.</summary>
    public RtlModule Module
    {
        get
        {
            var s = stimulus;
            (string Name, long Value)[] numbers =
            [
                ("ROWS", design.Size.Rows),
                ("COLUMNS", design.Size.Columns),
                ("SUM_BITS", design.SumBits),
                ("SHIFT_BITS", design.ShiftBits),
                ("BANK_BITS", design.BankBits),
                ("SELECT_BITS", design.SelectBits),
                ("SIGNED", design.Bundle.Library.Signed ? 1 : 0),
                ("POINT_BITS", design.PointBits),
                ("LAYER_BITS", design.LayerBits),
                ("POSITION_BITS", VerilogText.BitsFor(Math.Max(s.Positions, design.Size.Rows))),
                ("BLOCK_BITS", VerilogText.BitsFor(Math.Max(s.RowBlocks, s.ColumnBlocks))),
                ("ADDRESS_BITS", VerilogText.BitsFor(Math.Max(s.WeightWords, (long)points.Length * s.ActivationWords))),
                ("CHANNEL_BITS", VerilogText.BitsFor(s.Channels)),
                ("IMAGES", points.Length),
                ("POINTS", design.Bundle.Points.Count),
                ("LAYER", layer),
                ("POSITIONS", s.Positions),
                ("ROW_BLOCKS", s.RowBlocks),
                ("COLUMN_BLOCKS", s.ColumnBlocks),
                ("LAST_ROWS", s.LastRows),
                ("CHANNELS", s.Channels),
                ("WEIGHT_WORDS", s.WeightWords),
                ("ACTIVATION_WORDS", s.ActivationWords),
                ("BANKS", design.Choices[layer].Length),
                ("COMPARE_BYTES", ComparesBytes ? 1 : 0),
            ];
            var text = new StringBuilder();
            foreach (var (name, value) in numbers)
                text.Append(CultureInfo.InvariantCulture, $"    localparam {name} = {value};\n");
            return new RtlModule(
                "qos_bench",
                TestBenchVerilog.Text.Replace("    // NUMBERS\n", text.ToString(), StringComparison.Ordinal)
            );
        }
    }

    /// <summary>The files that the bench reads, by name.</summary>
    public IEnumerable<(string Name, string Text)> Files()
    {
        yield return ("points.hex", Lines(points.Select(p => VerilogText.Hex(p, design.PointBits))));
        yield return ("weights.hex", Lines(stimulus.Weights()));
        yield return ("constants.hex", Lines(stimulus.Constants()));
        yield return ("shifts.hex", Lines(Shifts()));
        yield return ("activations.hex", Lines(traces.SelectMany(t => stimulus.Activations(t.Input))));
        yield return ("accumulators.hex", Lines(traces.SelectMany(t => stimulus.Results(t.Accumulators))));
        if (!ComparesBytes)
            yield break;
        yield return ("thresholds.hex", Lines(ThresholdWords()));
        yield return ("bytes.hex", Lines(traces.SelectMany((t, i) => Bytes(t, bytes[points[i]]!))));
    }

    private IEnumerable<string> Shifts() =>
        design.Choices[layer].SelectMany(c => design.ShiftsOf(layer, c)).Select(s => VerilogText.Hex(s, design.ShiftBits));

    // For each point and channel whether the order is turned, then thresholds 1..255.
    private IEnumerable<string> ThresholdWords()
    {
        for (var p = 0; p < design.Bundle.Points.Count; p++)
        {
            for (var channel = 0; channel < 1 << VerilogText.BitsFor(stimulus.Channels); channel++)
            {
                var known = channel < stimulus.Channels ? Thresholds.Of(bytes[p]!, channel, range) : null;
                yield return VerilogText.Hex(known is { Falls: true } ? 1 : 0, design.SumBits + 1);
                for (var t = 0; t < Thresholds.Count; t++)
                    yield return VerilogText.Hex(known?.Steps[t] ?? 0, design.SumBits + 1);
            }
        }
    }

    private IEnumerable<string> Bytes(LayerTrace trace, LayerBytes of)
    {
        var all = design.Bundle.Network.Layers[layer].Geometry.Positions;
        var result = new byte[stimulus.Channels * stimulus.Positions];
        for (var channel = 0; channel < stimulus.Channels; channel++)
            of.Of(
                channel,
                trace.Accumulators.AsSpan(channel * all, stimulus.Positions),
                result.AsSpan(channel * stimulus.Positions, stimulus.Positions)
            );
        return result.Select(b => VerilogText.Hex(b, 8));
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));
}
