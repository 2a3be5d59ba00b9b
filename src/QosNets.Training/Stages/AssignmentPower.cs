using QosNets.Approximation;
using QosNets.Multipliers;
using QosNets.Networks;

namespace QosNets.Training.Stages;

/// <summary>
/// Power of a network's multiplications with the multipliers of a library, or what stands in its place where the library is one
/// to choose from by another cost.
/// </summary>
internal sealed class AssignmentPower(Network network, MultiplierLibrary library)
{
    /// <summary>Multiplications of each layer, c_l.</summary>
    public IReadOnlyList<double> Costs { get; } = [.. network.Layers.Select(l => (double)l.Geometry.Multiplications)];

    /// <summary>Power, or the library's other cost, of each multiplier relative to the exact one.</summary>
    public IReadOnlyList<double> Powers { get; } = [.. library.Multipliers.Select(library.RelativeCost)];

    /// <summary>Saving of an operating point: 1 − relative power.</summary>
    public double Saving(PointPlan plan) =>
        PowerModel.Saving(PowerModel.Relative(Costs, [.. plan.Assignment.Select(m => Powers[m])]));
}
