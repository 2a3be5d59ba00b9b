using QosNets.Approximation;
using QosNets.Multipliers;
using QosNets.Selection;

namespace QosNets.Training.Torch;

/// <summary>
/// What a multiplier makes of each weight byte in one layer, for the backward pass: the effective weight s(b) of
/// <see cref="ErrorSplit"/>, by which the gradient of the input goes, and how fast it follows the weight.
/// </summary>
/// <param name="Shift">s(b) − b, [256].</param>
/// <param name="Slope">The slope of s at b, smoothed over a window, [256]; null where the rounding is passed straight
/// through.</param>
/// <param name="Table">Slopes of all products, in place of the others; null where gradients go by columns.</param>
internal sealed record WeightResponse(float[] Shift, float[]? Slope, TableSlopes? Table = null)
{
    /// <summary>The response of a multiplier by the slopes of its table.</summary>
    /// <param name="table">The multiplier.</param>
    /// <param name="window">See <see cref="TableSlopes"/>.</param>
    public static WeightResponse Of(TruthTable table, int window) => new(new float[256], null, new TableSlopes(table, window));

    /// <summary>The response of a multiplier in a layer.</summary>
    /// <param name="table">The multiplier.</param>
    /// <param name="layer">Histograms of the layer's operands.</param>
    /// <param name="window">
    /// Half-width of the difference by which the slope is taken, in units of the weight byte; 0 for no slope.
    /// </param>
    public static WeightResponse Of(TruthTable table, LayerProfile layer, int window)
    {
        var split = ErrorSplit.Of(new ErrorRows(table), layer.ActivationHistogram, layer.WeightHistogram);
        return new WeightResponse(
            Array.ConvertAll(split.Shift, s => (float)s),
            window == 0 ? null : SlopeOf(split.Shift, table.Signed, window)
        );
    }

    /// <summary>Central differences of b + shift(b) in the order of the operands, one-sided at their ends.</summary>
    private static float[] SlopeOf(double[] shift, bool signed, int window)
    {
        var (lowest, highest) = signed ? (-128, 127) : (0, 255);
        var slope = new float[256];
        for (var b = lowest; b <= highest; b++)
        {
            var (low, high) = (Math.Max(lowest, b - window), Math.Min(highest, b + window));
            slope[(byte)b] = (float)(1 + (shift[(byte)high] - shift[(byte)low]) / (high - low));
        }
        return slope;
    }
}
