using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>
/// An operating point before it has parameters: its name and, per layer, the index of its multiplier in the library.
/// </summary>
internal sealed record PointPlan(string Name, IReadOnlyList<int> Assignment)
{
    /// <summary>The point with exact products in every layer.</summary>
    public static PointPlan Exact(Network network, MultiplierLibrary library) =>
        new(OperatingPoint.ExactName, [.. Enumerable.Repeat(library.ExactIndex, network.Layers.Count)]);

    /// <summary>
    /// The trainer's pass of this point, whose own parameters are in <paramref name="parameters"/>. Its gradients are those of
    /// the effective weights in <paramref name="responses"/>, or of exact products where there are none.
    /// </summary>
    public ForwardPass Pass(
        Network network,
        MultiplierLibrary library,
        bool correction,
        ParameterStore parameters,
        QuantizationState quantization,
        WeightResponses? responses = null
    ) =>
        new(network, parameters)
        {
            Point = Name,
            Quantization = quantization,
            Emulation = new EmulatedLayers(
                network,
                [.. Assignment.Select(m => library.Multipliers[m].Table)],
                [.. Corrected(library, correction)],
                responses is null ? null : [.. Assignment.Select((m, l) => responses.Of(l, m))]
            ),
        };

    /// <summary>Which layers subtract the activation-side correction: those with errors, where the experiment wants it.</summary>
    public IEnumerable<bool> Corrected(MultiplierLibrary library, bool correction) =>
        Assignment.Select(m => correction && !library.Multipliers[m].Table.IsExact);
}
