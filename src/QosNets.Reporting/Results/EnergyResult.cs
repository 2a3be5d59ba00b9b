using QosNets.Hardware;

namespace QosNets.Reporting.Results;

/// <summary>
/// Estimated energy of one image on the whole accelerator under one dataflow. Savings are against the same accelerator with the
/// exact multiplier in every layer and without correction.
/// </summary>
/// <param name="Dataflow"><c>weight-stationary</c> or <c>output-stationary</c>.</param>
/// <param name="AccumulatorBits">Bits of every accumulator.</param>
/// <param name="Exact">Where the energy of that reference goes, pJ.</param>
/// <param name="Points">All operating points.</param>
internal sealed record EnergyResult(
    string Dataflow,
    int AccumulatorBits,
    EnergyParts Exact,
    IReadOnlyList<PointEnergyResult> Points
)
{
    /// <summary>The figures of an estimate.</summary>
    public static EnergyResult Of(EnergyEstimate estimate)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        return new EnergyResult(
            NameOf(estimate.Dataflow),
            estimate.AccumulatorBits,
            estimate.Exact,
            [.. estimate.Points.Select(p => new PointEnergyResult(p.Name, p.MultiplierSaving, p.AcceleratorSaving, p.Parts))]
        );
    }

    /// <summary>A dataflow's name.</summary>
    public static string NameOf(Dataflow dataflow) =>
        dataflow == QosNets.Hardware.Dataflow.WeightStationary ? "weight-stationary" : "output-stationary";
}

/// <summary>Estimated energy of one operating point.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="MultiplierSaving">Saving of the multiplications alone, as a fraction of 1.</param>
/// <param name="AcceleratorSaving">Saving of the whole accelerator, as a fraction of 1.</param>
/// <param name="Parts">Where the energy goes, pJ.</param>
internal sealed record PointEnergyResult(string Name, double MultiplierSaving, double AcceleratorSaving, EnergyParts Parts);
