using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>An operating point before it has parameters: its name and, per layer, the index of its multiplier in the library.</summary>
internal sealed record PointPlan(string Name, IReadOnlyList<int> Assignment)
{
    /// <summary>Name of the point with exact products.</summary>
    public const string ExactName = "exact";

    /// <summary>The point with exact products in every layer.</summary>
    public static PointPlan Exact(RunContext run) => new(ExactName, [.. Enumerable.Repeat(run.Library.ExactIndex, run.Network.Layers.Count)]);

    /// <summary>The trainer's pass of this point, whose own parameters are in <paramref name="parameters"/>.</summary>
    public ForwardPass Pass(RunContext run, ParameterStore parameters, QuantizationState quantization) => new(run.Network, parameters)
    {
        Point = Name,
        Quantization = quantization,
        Emulation = new EmulatedLayers(run.Network, [.. Assignment.Select(m => run.Library.Multipliers[m].Table)], [.. Corrected(run)]),
    };

    /// <summary>Which layers subtract the activation-side correction: those with errors, where the experiment wants it.</summary>
    public IEnumerable<bool> Corrected(RunContext run) =>
        Assignment.Select(m => run.Experiment.Correction && !run.Library.Multipliers[m].Table.IsExact);

    /// <summary>Saving of the point: 1 − relative power.</summary>
    public double Saving(RunContext run) => Selection.PowerModel.Saving(
        Selection.PowerModel.Relative(run.Costs, [.. Assignment.Select(m => run.RelativePowers[m])]));
}
