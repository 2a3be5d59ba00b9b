namespace QosNets.Multipliers;

/// <summary>
/// Error figures of a multiplier as its designers printed them, rounded to few digits; <see cref="ErrorMetrics"/> are the same
/// figures computed.
/// </summary>
/// <param name="MeanAbsoluteError">Mean of |product − exact|.</param>
/// <param name="WorstCaseError">Maximum of |product − exact|.</param>
/// <param name="ErrorProbabilityPercent">Operand pairs with a wrong product, 0..100 %.</param>
/// <param name="MeanRelativeErrorPercent">Mean of |product − exact| / |exact| over pairs whose exact product is not 0, in
/// %.</param>
/// <param name="MeanSquaredError">Mean of (product − exact)².</param>
internal sealed record PublishedMetrics(
    double MeanAbsoluteError,
    double WorstCaseError,
    double ErrorProbabilityPercent,
    double MeanRelativeErrorPercent,
    double MeanSquaredError
);
