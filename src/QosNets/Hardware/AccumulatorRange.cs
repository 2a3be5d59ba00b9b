using QosNets.Approximation;
using QosNets.Bundles;
using QosNets.Multipliers;

namespace QosNets.Hardware;

/// <summary>
/// The least and the greatest value that any input gives a layer's accumulator. Sums in two's complement may wrap on their way,
/// so these ends alone decide how many bits an accumulator needs, in whatever order it adds.
/// </summary>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
internal readonly record struct AccumulatorRange(long Low, long High)
{
    /// <summary>Bits of a two's complement number that holds both ends, at least 1.</summary>
    public int Bits => Math.Max(BitsOf(Low), BitsOf(High));

    /// <summary>Both ranges and what lies between.</summary>
    public AccumulatorRange With(AccumulatorRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>The range of a layer over all points of a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="layer">Index of the layer.</param>
    public static AccumulatorRange OfLayer(Bundle bundle, int layer)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return bundle
            .Points.Select(p => (Multiplier: p.Assignment[layer], Corrected: p.Corrected[layer]))
            .Distinct()
            .Select(c => Of(bundle, layer, c.Multiplier, c.Corrected))
            .Aggregate((a, b) => a.With(b));
    }

    /// <summary>The range of a layer on one multiplier.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="multiplier">Index of the multiplier.</param>
    /// <param name="corrected">Whether the correction is subtracted.</param>
    public static AccumulatorRange Of(Bundle bundle, int layer, int multiplier, bool corrected)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var (weights, node) = (bundle.Weights[layer], bundle.Network.Layers[layer]);
        var (low, high) = Columns(
            bundle.Library.Multipliers[multiplier].Table,
            RowShifts.Of(bundle, layer, multiplier, corrected),
            bundle.InputQuantizer(node).Max
        );
        var fanIn = node.Geometry.FanIn;
        var range = new AccumulatorRange(long.MaxValue, long.MinValue);
        for (var c = 0; c < weights.Values.Length; c += fanIn)
        {
            var channel = weights.Values.AsSpan(c, fanIn);
            var constant = CentredAccumulator.Constant(
                channel,
                weights.Signed,
                weights.ZeroPoint,
                bundle.InputQuantizer(node).ZeroPoint
            );
            var (least, most) = (constant, constant);
            foreach (var w in channel)
                (least, most) = (least + low[w], most + high[w]);
            range = range.With(new AccumulatorRange(least, most));
        }
        return range;
    }

    // The least and greatest product minus its row's shift, for each weight and any activation.
    private static (long[] Low, long[] High) Columns(TruthTable table, ReadOnlySpan<int> shifts, int largestActivation)
    {
        var (low, high) = (new long[256], new long[256]);
        Array.Fill(low, long.MaxValue);
        Array.Fill(high, long.MinValue);
        for (var a = 0; a <= largestActivation; a++)
        {
            for (var b = 0; b < 256; b++)
            {
                long value = table[(byte)a, (byte)b] - shifts[a];
                (low[b], high[b]) = (Math.Min(low[b], value), Math.Max(high[b], value));
            }
        }
        return (low, high);
    }

    private static int BitsOf(long value) => 65 - (int)long.LeadingZeroCount(value < 0 ? ~value : value);
}
