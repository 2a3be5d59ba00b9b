using System.Runtime.Intrinsics;
using QosNets.Multipliers;

namespace QosNets.Approximation;

/// <summary>
/// A multiplier's error in one layer, taken apart by what training can do about each part. Beyond the papers (docs/method.md,
/// "What training recovers"). In the least squares over the layer's operand histograms
/// <code>e(a, b) = f(a) + h(b) + a·(s(b) − b) + r(a, b)</code>
/// f(a) depends on the activation alone, and the correction subtracts it; h(b) depends on the weight alone, and biases take it;
/// s(b) is the weight that the multiplier acts as if it had, a rounding of weights; r is what is left.
/// </summary>
/// <param name="Activation">f, the mean error of each activation byte over the weights, [256].</param>
/// <param name="Weight">h, the constant of each weight byte, [256].</param>
/// <param name="Shift">
/// s(b) − b for each weight byte, [256], 0 in the mean over the weights: a shift of all weights alike belongs to f. All 0 where
/// the activation has one value only.
/// </param>
internal sealed record ErrorSplit(double[] Activation, double[] Weight, double[] Shift)
{
    /// <summary>Takes an error map apart. The histograms are independent of each other, so the parts are unique.</summary>
    /// <param name="errors">The multiplier's error map.</param>
    /// <param name="activationHistogram">Count of each activation byte over the layer's operands, [256].</param>
    /// <param name="weightHistogram">Count of each weight byte of the layer, [256].</param>
    /// <exception cref="ArgumentException">A histogram is not 256 counts at or above 0 with a total of 1..2^36.</exception>
    public static ErrorSplit Of(ErrorRows errors, ReadOnlySpan<long> activationHistogram, ReadOnlySpan<long> weightHistogram)
    {
        var signed = errors.Signed;
        var activation = errors.WeightedSums(weightHistogram, out var weights);
        for (var a = 0; a < 256; a++)
            activation[a] /= weights;
        var counts = ErrorRows.Counts(activationHistogram, out var total);
        var (mean, variance) = Moments(counts, total, signed);
        var (level, slope) = (new double[256], new double[256]);
        for (var a = 0; a < 256; a++)
        {
            if (counts[a] == 0)
                continue;
            var share = counts[a] / total;
            AddCentred(errors.Row(a), activation[a], share, level);
            if (variance > 0)
                AddCentred(errors.Row(a), activation[a], share * (TruthTable.Operand((byte)a, signed) - mean) / variance, slope);
        }
        for (var b = 0; b < 256; b++)
            level[b] -= slope[b] * mean;
        return new ErrorSplit(activation, level, slope);
    }

    private static (double Mean, double Variance) Moments(double[] counts, double total, bool signed)
    {
        double mean = 0,
            variance = 0;
        for (var a = 0; a < 256; a++)
            mean += counts[a] / total * TruthTable.Operand((byte)a, signed);
        for (var a = 0; a < 256; a++)
        {
            var d = TruthTable.Operand((byte)a, signed) - mean;
            variance += counts[a] / total * d * d;
        }
        return (mean, variance);
    }

    // Four at a time on every machine, so that the bits are the same.
    private static void AddCentred(ReadOnlySpan<double> row, double centre, double factor, double[] sums)
    {
        var (c, f) = (Vector256.Create(centre), Vector256.Create(factor));
        for (var b = 0; b < 256; b += 4)
        {
            var s = Vector256.Create<double>(sums.AsSpan(b)) + (Vector256.Create(row[b..]) - c) * f;
            s.CopyTo(sums, b);
        }
    }
}
