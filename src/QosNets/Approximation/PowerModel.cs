using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Approximation;

/// <summary>
/// Relative power as the papers count it: multiplications only, relative to the exact multiplier. Memory, accumulators
/// and the correction's additions are not in it; the latter are counted by <see cref="CorrectionAdditionsPerMultiplication"/>.
/// </summary>
internal static class PowerModel
{
    /// <summary>Power of each multiplier divided by that of the exact one.</summary>
    /// <exception cref="ArgumentException">The exact multiplier's power is not above 0.</exception>
    public static double[] RelativePowers(IReadOnlyList<Multiplier> multipliers, Multiplier exact)
    {
        if (!(exact.PowerMilliwatt > 0))
            throw new ArgumentException(
                $"the exact multiplier {exact.Name} has a power of {exact.PowerMilliwatt} mW; relative power needs one above 0"
            );
        return [.. multipliers.Select(m => m.PowerMilliwatt / exact.PowerMilliwatt)];
    }

    /// <summary>
    /// Relative power of one operating point: Σ_l c_l·P(AM_l) / Σ_l c_l, with P relative to the exact multiplier.
    /// </summary>
    /// <param name="costs">Multiplications of each layer, above 0.</param>
    /// <param name="layerPowers">Relative power of each layer's multiplier.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are no layers, or a cost is not above 0.</exception>
    public static double Relative(IReadOnlyList<double> costs, IReadOnlyList<double> layerPowers)
    {
        if (costs.Count != layerPowers.Count || costs.Count == 0)
            throw new ArgumentException(
                $"{costs.Count} layer costs and {layerPowers.Count} layer powers; both need one for each layer"
            );
        double used = 0,
            all = 0;
        for (var l = 0; l < costs.Count; l++)
        {
            if (!(costs[l] > 0))
                throw new ArgumentException($"layer {l} does {costs[l]} multiplications; a layer does at least one");
            used += costs[l] * layerPowers[l];
            all += costs[l];
        }
        return used / all;
    }

    /// <summary>Saving = 1 − relative power; below 0 for an operating point that needs more than the exact network.</summary>
    public static double Saving(double relativePower) => 1 - relativePower;

    /// <summary>Look-ups, and as many additions, that the activation-side correction of one layer takes for one image.</summary>
    public static long CorrectionAdditions(ConvolutionGeometry geometry) =>
        (long)geometry.Positions * geometry.Groups * geometry.FanIn;

    /// <summary>
    /// Additions of the activation-side correction for each multiplication of the network, when the layers marked
    /// <paramref name="corrected"/> have it. One layer's share is Groups/OutChannels: 1/N with N outputs a group.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ or there are no layers.</exception>
    public static double CorrectionAdditionsPerMultiplication(
        IReadOnlyList<ConvolutionGeometry> layers,
        IReadOnlyList<bool> corrected
    )
    {
        if (layers.Count != corrected.Count || layers.Count == 0)
            throw new ArgumentException($"{layers.Count} layers and {corrected.Count} marks; both need one for each layer");
        long additions = 0,
            multiplications = 0;
        for (var l = 0; l < layers.Count; l++)
        {
            multiplications += layers[l].Multiplications;
            if (corrected[l])
                additions += CorrectionAdditions(layers[l]);
        }
        return (double)additions / multiplications;
    }
}
