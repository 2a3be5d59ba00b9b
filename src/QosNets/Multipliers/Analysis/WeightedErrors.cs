namespace QosNets.Multipliers;

/// <summary>
/// The figures of <see cref="ErrorMetrics"/> when operand bytes are not equally likely, as in a layer of a network.
/// </summary>
internal static class WeightedErrors
{
    /// <summary>
    /// Computes the figures. The worst case is taken over pairs that occur. The relative error is taken over those of them
    /// whose exact product is not 0; it is 0 when there are none.
    /// </summary>
    /// <param name="table">The multiplier.</param>
    /// <param name="operands">How likely each operand byte is.</param>
    public static ErrorMetrics Compute(TruthTable table, OperandWeights operands)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(operands);
        var errors = table.ErrorMap();
        double sum = 0,
            absolute = 0,
            squares = 0,
            wrong = 0,
            relative = 0,
            nonzero = 0;
        var worst = 0;
        for (var i = 0; i < errors.Length; i++)
        {
            var share = operands.Activations[i >> 8] * operands.Weights[i & 255];
            if (share == 0)
                continue;
            var size = Math.Abs(errors[i]);
            sum += share * errors[i];
            absolute += share * size;
            squares += share * size * size;
            wrong += size != 0 ? share : 0;
            worst = Math.Max(worst, size);
            var exact = Math.Abs(table.Products[i] - errors[i]);
            if (exact != 0)
            {
                nonzero += share;
                relative += share * size / exact;
            }
        }
        // A second pass: the mean of squares less the square of the mean would cancel for errors that are nearly constant.
        var variance = 0.0;
        for (var i = 0; i < errors.Length; i++)
            variance += operands.Activations[i >> 8] * operands.Weights[i & 255] * (errors[i] - sum) * (errors[i] - sum);
        return new ErrorMetrics(absolute, worst, wrong, nonzero > 0 ? relative / nonzero : 0, squares, sum, variance);
    }
}
