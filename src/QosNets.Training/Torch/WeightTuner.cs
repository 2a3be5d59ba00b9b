using QosNets.Approximation;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Selection;

namespace QosNets.Training.Torch;

/// <summary>Moves the shared weights of a network to those that the multipliers of its points render best.</summary>
/// <param name="layers">Histograms of the layers' operands.</param>
/// <param name="library">The multipliers.</param>
/// <param name="correction">Whether layers subtract the error's expectation given the activation.</param>
internal sealed class WeightTuner(IReadOnlyList<LayerProfile> layers, MultiplierLibrary library, bool correction)
{
    private static readonly int[] None = new int[256];

    /// <summary>Tunes all layers; see <see cref="WeightTuning"/>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="assignments">Index of each layer's multiplier, for every point.</param>
    /// <param name="parameters">Its weights.</param>
    /// <param name="quantization">Their quantisers, which stay.</param>
    /// <returns>How many weights have moved, and of how many.</returns>
    public (long Moved, long All) Apply(
        Network network,
        IReadOnlyList<IReadOnlyList<int>> assignments,
        ParameterStore parameters,
        QuantizationState quantization
    )
    {
        long moved = 0,
            all = 0;
        for (var l = 0; l < network.Layers.Count; l++)
        {
            var (name, geometry) = (network.Layers[l].Name, network.Layers[l].Geometry);
            var values = parameters.Values($"{name}.weight");
            var weights = quantization.Quantized(name, values, geometry.OutChannels);
            var histogram = OperandHistogram.Of(weights.Bytes);
            var multipliers = assignments
                .Select(a => library.Multipliers[a[l]].Table)
                .Select(t => (Table: t, Errors: new ErrorRows(t)))
                .Select(m => (m.Errors, correction && !m.Table.IsExact ? ActivationCorrection.Rows(m.Errors, histogram) : None))
                .ToList();
            var map = WeightTuning.Map(multipliers, layers[l].ActivationHistogram, library.Signed);
            var bytes = weights.Bytes;
            for (var i = 0; i < values.Length; i++)
            {
                if (map[bytes[i]] == bytes[i])
                    continue;
                values[i] = weights.Quantizer!.Dequantize(map[bytes[i]], i / geometry.FanIn);
                moved++;
            }
            all += values.Length;
            parameters.Set($"{name}.weight", values);
        }
        return (moved, all);
    }
}
