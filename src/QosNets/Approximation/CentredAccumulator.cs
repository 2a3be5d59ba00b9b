using System.Runtime.Intrinsics;
using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Approximation;

/// <summary>
/// The terms of a layer's centred accumulator, Σ T(x,w) − Σ f(x) − z_x·Σ w − z_w·Σ x + K·z_x·z_w
/// (docs/method.md, "The accumulator"), and how far they can take it. A bundle is checked and a layer is compiled by the
/// same functions, so what a bundle's check lets pass also compiles.
/// </summary>
internal static class CentredAccumulator
{
    /// <summary>What one activation takes off each of its products: z_w·a + f(a), by activation byte, [256].</summary>
    /// <param name="signed">Whether activations and weights are in two's complement.</param>
    /// <param name="weightZeroPoint">z_w.</param>
    /// <param name="correction">f, [256]; empty where the layer is not corrected.</param>
    public static int[] RowShifts(bool signed, int weightZeroPoint, ReadOnlySpan<int> correction)
    {
        var shifts = new int[256];
        for (var a = 0; a < 256; a++)
            shifts[a] = weightZeroPoint * TruthTable.Operand((byte)a, signed) + (correction.IsEmpty ? 0 : correction[a]);
        return shifts;
    }

    /// <summary>The term of one output channel that needs no activation: K·z_x·z_w − z_x·Σ w.</summary>
    /// <param name="weights">Weight bytes of the channel, [K].</param>
    /// <param name="signed">Whether the weights are in two's complement.</param>
    /// <param name="weightZeroPoint">z_w.</param>
    /// <param name="inputZeroPoint">z_x.</param>
    public static long Constant(ReadOnlySpan<byte> weights, bool signed, int weightZeroPoint, int inputZeroPoint)
    {
        var sum = 0L;
        foreach (var w in weights)
            sum += TruthTable.Operand(w, signed);
        return inputZeroPoint * (weights.Length * (long)weightZeroPoint - sum);
    }

    /// <summary>Largest magnitude of any product, before and after its row's shift.</summary>
    /// <param name="table">The multiplier.</param>
    /// <param name="rowShifts">As <see cref="RowShifts"/> gives them, [256].</param>
    public static int LargestProduct(TruthTable table, ReadOnlySpan<int> rowShifts)
    {
        var largest = Vector256<int>.Zero;
        for (var a = 0; a < 256; a++)
        {
            var row = table.Products.Slice(256 * a, 256);
            var shift = Vector256.Create(rowShifts[a]);
            for (var b = 0; b < row.Length; b += Vector256<int>.Count)
            {
                var product = Vector256.Create(row[b..]);
                largest = Vector256.Max(largest, Vector256.Max(Vector256.Abs(product), Vector256.Abs(product - shift)));
            }
        }
        var result = 0;
        for (var i = 0; i < Vector256<int>.Count; i++)
            result = Math.Max(result, largest[i]);
        return result;
    }

    /// <summary>Checks that no input can take the sum of products, or the accumulator, to 2^31.</summary>
    /// <param name="layer">Name of the layer, for the message.</param>
    /// <param name="weights">Weight bytes [output channels, K].</param>
    /// <param name="fanIn">K.</param>
    /// <param name="weightZeroPoint">z_w.</param>
    /// <param name="inputZeroPoint">z_x.</param>
    /// <param name="signed">Whether the weights are in two's complement.</param>
    /// <param name="largestProduct">As <see cref="LargestProduct"/> gives it.</param>
    /// <exception cref="OverflowException">The accumulator could reach 2^31.</exception>
    public static void CheckReach(
        string layer,
        ReadOnlySpan<byte> weights,
        int fanIn,
        int weightZeroPoint,
        int inputZeroPoint,
        bool signed,
        int largestProduct
    )
    {
        var largestConstant = 0L;
        for (var c = 0; c < weights.Length; c += fanIn)
        {
            var constant = Constant(weights.Slice(c, fanIn), signed, weightZeroPoint, inputZeroPoint);
            largestConstant = Math.Max(largestConstant, Math.Abs(constant));
        }
        AccumulatorLimit.Check(layer, largestProduct, fanIn, largestConstant);
    }
}
