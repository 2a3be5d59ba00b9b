namespace QosNets.Multipliers;

/// <summary>
/// Error figures of a truth table over all 65,536 operand pairs, each pair equally likely, as EvoApproxLib defines them
/// (Mrazek et al., EvoApprox8b, DATE 2017). The error e is product minus exact product.
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
        var errors = table.ErrorMap();
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
            var exact = Math.Abs(table.Products[i] - error);
            if (exact != 0)
            {
                nonzero++;
                relative += (double)size / exact;
            }
        }
        const double Pairs = TruthTable.Length;
        // Subtracted as integers: near-constant errors would lose all digits in a difference of doubles.
        var spread = (Int128)squares * TruthTable.Length - (Int128)sum * sum;
        var variance = (double)spread / Pairs / Pairs;
        return new ErrorMetrics(
            absolute / Pairs,
            worst,
            wrong / Pairs,
            relative / nonzero,
            squares / Pairs,
            sum / Pairs,
            variance
        );
    }
}
