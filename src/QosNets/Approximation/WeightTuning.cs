using QosNets.Multipliers;

namespace QosNets.Approximation;

/// <summary>
/// Weights chosen for what multipliers make of them, after the weight tuning of Mrazek et al. (ALWANN, ICCAD 2019): each weight
/// byte is replaced by the one whose products are closest to exact products with the old one. Here closeness is the squared error
/// that is left in a layer once biases have taken its mean, over the layer's activations and over all operating points, which
/// share the weights.
/// </summary>
internal static class WeightTuning
{
    /// <summary>The byte that replaces each weight byte, [256]; itself where no other is closer.</summary>
    /// <param name="multipliers">
    /// The multiplier of each point, with what the layer subtracts for each activation byte (f, [256]).
    /// </param>
    /// <param name="activationHistogram">Count of each activation byte over the layer's operands, [256].</param>
    /// <param name="signed">Whether operand bytes are two's complement.</param>
    /// <exception cref="ArgumentException">The histogram is not 256 counts at or above 0 with a total of 1..2^36.</exception>
    public static byte[] Map(
        IReadOnlyList<(ErrorRows Errors, int[] Corrections)> multipliers,
        ReadOnlySpan<long> activationHistogram,
        bool signed
    )
    {
        var counts = ErrorRows.Counts(activationHistogram, out var total);
        double mean = 0;
        for (var a = 0; a < 256; a++)
            mean += counts[a] / total * TruthTable.Operand((byte)a, signed);
        // With u the products of a new weight and v the activations, both less their means, the error for an old weight w is
        // Σ(u − w·v)² = Σu² − 2w·Σuv + w²·Σv².
        var (squares, mixed) = (new double[256], new double[256]);
        foreach (var (errors, corrections) in multipliers)
        {
            for (var b = 0; b < 256; b++)
            {
                var weight = TruthTable.Operand((byte)b, signed);
                double sum = 0,
                    ofSquares = 0,
                    ofMixed = 0;
                for (var a = 0; a < 256; a++)
                {
                    var v = TruthTable.Operand((byte)a, signed) - mean;
                    var u = v * weight + errors.Row(a)[b] - corrections[a];
                    sum += counts[a] * u;
                    ofSquares += counts[a] * u * u;
                    ofMixed += counts[a] * u * v;
                }
                squares[b] += ofSquares - sum * sum / total;
                mixed[b] += ofMixed;
            }
        }
        var map = new byte[256];
        for (var old = 0; old < 256; old++)
        {
            var w = TruthTable.Operand((byte)old, signed);
            var best = (Error: squares[old] - 2 * w * mixed[old], Distance: 0, Byte: (byte)old);
            for (var b = 0; b < 256; b++)
            {
                // Signed weights are symmetric: there is no −128.
                if (signed && b == 128)
                    continue;
                var (error, distance) = (squares[b] - 2 * w * mixed[b], Math.Abs(TruthTable.Operand((byte)b, signed) - w));
                if (error < best.Error || (error == best.Error && distance < best.Distance))
                    best = (error, distance, (byte)b);
            }
            map[old] = best.Byte;
        }
        return map;
    }
}
