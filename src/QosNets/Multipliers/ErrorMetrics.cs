namespace QosNets.Multipliers;

/// <summary>
/// Error figures of a truth table over all its operand pairs, each pair equally likely, as EvoApproxLib defines them
/// (Mrazek et al., EvoApprox8b, DATE 2017). The error e is product minus exact product.
/// <code>
/// var meanAbsoluteError = ErrorMetrics.Compute(multiplier.Table).MeanAbsoluteError;
/// </code>
/// </summary>
/// <param name="MeanAbsoluteError">MAE: mean of |e|.</param>
/// <param name="WorstCaseError">WCE: maximum of |e|.</param>
/// <param name="ErrorProbability">EP: part of the pairs with e ≠ 0, 0..1.</param>
/// <param name="MeanRelativeError">MRE: mean of |e| / |exact| over the pairs whose exact product is not 0; 1 means 100 %.</param>
/// <param name="MeanSquaredError">MSE: mean of e².</param>
/// <param name="MeanError">Bias: mean of e.</param>
/// <param name="Variance">Mean of (e − bias)².</param>
public sealed record ErrorMetrics(
    double MeanAbsoluteError,
    int WorstCaseError,
    double ErrorProbability,
    double MeanRelativeError,
    double MeanSquaredError,
    double MeanError,
    double Variance
)
{
    /// <summary>
    /// Computes the figures of a table; sums are kept as integers, so only the relative error is rounded before the division.
    /// </summary>
    public static ErrorMetrics Compute(TruthTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Compute(table.Products, table.ErrorMap());
    }

    /// <summary>
    /// Computes the figures of a circuit over all pairs of its own operands, as published figures of narrow circuits are.
    /// </summary>
    internal static ErrorMetrics Compute(NativeTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Compute(table.Products, table.ErrorMap());
    }

    private static ErrorMetrics Compute(ReadOnlySpan<int> products, ReadOnlySpan<int> errors)
    {
        long sum = 0,
            absolute = 0,
            squares = 0;
        int worst = 0,
            wrong = 0,
            nonzero = 0;
        var relative = 0.0;
        for (var i = 0; i < errors.Length; i++)
        {
            long error = errors[i];
            var size = Math.Abs(error);
            sum += error;
            absolute += size;
            squares += error * error;
            worst = Math.Max(worst, (int)size);
            wrong += error != 0 ? 1 : 0;
            var exact = Math.Abs(products[i] - error);
            if (exact != 0)
            {
                nonzero++;
                relative += (double)size / exact;
            }
        }
        var pairs = (double)errors.Length;
        // Subtracted as integers: near-constant errors would lose all digits in a difference of doubles.
        var spread = (Int128)squares * errors.Length - (Int128)sum * sum;
        var variance = (double)spread / pairs / pairs;
        return new ErrorMetrics(
            absolute / pairs,
            worst,
            wrong / pairs,
            relative / nonzero,
            squares / pairs,
            sum / pairs,
            variance
        );
    }
}
