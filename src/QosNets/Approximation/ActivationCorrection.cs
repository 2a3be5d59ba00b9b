using QosNets.Multipliers;

namespace QosNets.Approximation;

/// <summary>
/// The part of a multiplier's error that is known from one operand alone. The activation side f(a) is subtracted from
/// the accumulator, one look-up and one addition per activation and position; the weight side h(b) is a constant of
/// each output channel and goes into its bias. Beyond the papers (docs/method.md, "Activation-side correction").
/// </summary>
internal static class ActivationCorrection
{
    /// <summary>f(a) = Σ_b q(b)·e(a, b) for each activation byte, rounded to the nearest integer, half to even.</summary>
    /// <param name="table">The multiplier.</param>
    /// <param name="weightHistogram">Count of each weight byte of the layer, [256]; q is this divided by its total.</param>
    /// <exception cref="ArgumentException">The histogram is not 256 counts at or above 0 with a total of 1..2^36.</exception>
    public static int[] Rows(TruthTable table, ReadOnlySpan<long> weightHistogram) => Rows(new ErrorRows(table), weightHistogram);

    /// <summary>
    /// As <see cref="Rows(TruthTable, ReadOnlySpan{long})"/>, from an error map that is already prepared; tens of microseconds.
    /// </summary>
    /// <exception cref="ArgumentException">The histogram is not 256 counts at or above 0 with a total of 1..2^36.</exception>
    public static int[] Rows(ErrorRows errors, ReadOnlySpan<long> weightHistogram)
    {
        var sums = errors.WeightedSums(weightHistogram, out var total);
        var rows = new int[256];
        for (var a = 0; a < 256; a++)
            rows[a] = RoundedQuotient((long)sums[a], total);
        return rows;
    }

    /// <summary>h(b) = Σ_a p(a)·(e(a, b) − f(a)): the mean error that is left for each weight byte, [256].</summary>
    /// <param name="errors">The multiplier's error map.</param>
    /// <param name="rows">f, [256]; zeros when the layer is not corrected.</param>
    /// <param name="activationHistogram">Count of each activation byte over the layer's operands, [256]; p is this divided by its
    /// total.</param>
    /// <exception cref="ArgumentException">A length is not 256, a count is negative, or the histogram is empty.</exception>
    public static double[] WeightConstants(ErrorRows errors, ReadOnlySpan<int> rows, ReadOnlySpan<long> activationHistogram)
    {
        if (rows.Length != 256)
            throw new ArgumentException($"a correction has 256 rows, this one {rows.Length}", nameof(rows));
        var counts = ErrorRows.Counts(activationHistogram, out var total);
        var constants = new double[256];
        for (var a = 0; a < 256; a++)
        {
            if (counts[a] == 0)
                continue;
            var row = errors.Row(a);
            for (var b = 0; b < 256; b++)
                constants[b] += counts[a] * (row[b] - rows[a]);
        }
        for (var b = 0; b < 256; b++)
            constants[b] /= total;
        return constants;
    }

    private static int RoundedQuotient(long sum, long total)
    {
        var (quotient, remainder) = Math.DivRem(sum, total);
        var twice = 2 * Math.Abs(remainder);
        if (twice > total || (twice == total && (quotient & 1) != 0))
            quotient += Math.Sign(sum);
        return (int)quotient;
    }
}
