using QosNets.Approximation;
using QosNets.Kernels;

namespace QosNets.Selection;

/// <summary>
/// What selection needs to know of one layer: its bytes, sampled receptive fields, and the error it tolerates
/// (QoS-Nets, arXiv 2410.07762, and its authors' gradient search, arXiv 2208.07265).
/// Bytes are raw operands, two's complement in a signed library.
/// </summary>
/// <param name="Name">Name of the layer in the network.</param>
/// <param name="Geometry">Sizes of the layer.</param>
/// <param name="Weights">Weight bytes, [OutChannels, FanIn].</param>
/// <param name="WeightZeroPoint">Zero point of the weights, 0 in a signed library.</param>
/// <param name="InputZeroPoint">Zero point of the activations, which is also the padding byte.</param>
/// <param name="Samples">Sampled receptive fields, [S, FanIn], padding included.</param>
/// <param name="SampleGroups">The channel group each sample was taken from, [S], each 0..Groups−1.</param>
/// <param name="ActivationHistogram">Count of each activation byte over all operands of the layer, padding included,
/// [256].</param>
/// <param name="AccumulatorDeviation">Standard deviation of the centred accumulator, see
/// <see cref="AccumulatorStatistics"/>.</param>
/// <param name="Sigma">The noise the gradient search learned, in accumulator deviations; only its size counts.</param>
internal sealed record LayerProfile(
    string Name,
    ConvolutionGeometry Geometry,
    byte[] Weights,
    int WeightZeroPoint,
    int InputZeroPoint,
    byte[] Samples,
    int[] SampleGroups,
    long[] ActivationHistogram,
    double AccumulatorDeviation,
    double Sigma
)
{
    /// <summary>
    /// The tolerated deviation of the accumulated error, τ = |σ| · std(centred accumulator), in accumulator units.
    /// </summary>
    public double Tolerance => Math.Abs(Sigma) * AccumulatorDeviation;

    /// <summary>Number of sampled receptive fields.</summary>
    public int SampleCount => SampleGroups.Length;

    /// <summary>How often each weight byte occurs, [256].</summary>
    public long[] WeightHistogram => OperandHistogram.Of(Weights);

    /// <summary>Checks that all lengths and groups agree with the geometry.</summary>
    /// <exception cref="ArgumentException">An array has the wrong length, or a sample names a group that the layer
    /// lacks.</exception>
    public LayerProfile Validated()
    {
        CheckBytes(Name, Geometry, Weights, Samples, SampleGroups);
        if (ActivationHistogram.Length != 256)
            throw new ArgumentException(
                $"layer {Name}: the activation histogram has {ActivationHistogram.Length} entries, it needs 256"
            );
        return this;
    }

    internal static void CheckBytes(string name, ConvolutionGeometry geometry, byte[] weights, byte[] samples, int[] sampleGroups)
    {
        var fanIn = geometry.FanIn;
        if (weights.Length != geometry.OutChannels * fanIn)
            throw new ArgumentException(
                $"layer {name} has {weights.Length} weights, its geometry says {geometry.OutChannels}×{fanIn}"
            );
        if (sampleGroups.Length == 0)
            throw new ArgumentException($"layer {name} has no sampled receptive fields; profile it on at least one image");
        if (samples.Length != sampleGroups.Length * fanIn)
            throw new ArgumentException(
                $"layer {name} has {samples.Length} sample bytes, {sampleGroups.Length} receptive fields of {fanIn} need "
                    + $"{sampleGroups.Length * fanIn}"
            );
        foreach (var group in sampleGroups)
        {
            if (group < 0 || group >= geometry.Groups)
                throw new ArgumentException(
                    $"layer {name}: a sample is of group {group}, the layer has groups 0..{geometry.Groups - 1}"
                );
        }
    }
}
