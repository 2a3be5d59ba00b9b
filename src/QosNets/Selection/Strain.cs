namespace QosNets.Selection;

/// <summary>The strain v = σ_e/(s·τ) a multiplier puts on a layer, and its compressed form.</summary>
internal static class Strain
{
    /// <summary>v for a predicted or measured error. Without tolerance (τ = 0) only an error of 0 passes.</summary>
    /// <param name="error">σ_e, at or above 0.</param>
    /// <param name="tolerance">τ, at or above 0.</param>
    /// <param name="scale">s, above 0.</param>
    public static double Of(double error, double tolerance, double scale) =>
        error == 0 ? 0
        : tolerance == 0 ? double.PositiveInfinity
        : error / (scale * tolerance);

    /// <summary>
    /// Compresses strains above 1, where differences say little: v up to 1, 1 + ln v above. Continuous at 1 and keeps the
    /// order; ln v alone would let 1.5 pass as 0.41.
    /// </summary>
    public static double Compress(double v) => v <= 1 ? v : 1 + Math.Log(v);
}
