namespace QosNets.Reporting.Results;

/// <summary>Parameters that all operating points together add to the single-point network.</summary>
/// <param name="ExtraParameters">Scales, offsets and biases of all points beyond those of one.</param>
/// <param name="BaseParameters">Parameters of the single-point network.</param>
/// <param name="Fraction"><paramref name="ExtraParameters"/> over <paramref name="BaseParameters"/>.</param>
/// <param name="ExtraStatistics">Running means and variances of all points beyond those of one; not in the fraction.</param>
internal sealed record ParameterOverhead(long ExtraParameters, long BaseParameters, double Fraction, long ExtraStatistics);
