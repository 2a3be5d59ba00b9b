using QosNets.Approximation;
using QosNets.Bundles;

namespace QosNets.Hardware;

/// <summary>
/// What one activation takes off each of its products, s(a) = z_w·a + f(a): the weights' zero point and the activation-side
/// correction, which hardware sums once for all columns.
/// </summary>
internal static class RowShifts
{
    /// <summary>s of a layer on one multiplier, by activation byte, [256].</summary>
    public static int[] Of(Bundle bundle, int layer, int multiplier, bool corrected)
    {
        var weights = bundle.Weights[layer];
        var table = bundle.Library.Multipliers[multiplier].Table;
        var correction = corrected ? ActivationCorrection.Rows(table, OperandHistogram.Of(weights.Values)) : [];
        return CentredAccumulator.RowShifts(weights.Signed, weights.ZeroPoint, correction);
    }

    /// <summary>Bits of a two's complement number that holds every value.</summary>
    public static int Bits(IEnumerable<int> shifts)
    {
        var all = shifts.ToArray();
        return new AccumulatorRange(all.Min(), all.Max()).Bits;
    }
}
