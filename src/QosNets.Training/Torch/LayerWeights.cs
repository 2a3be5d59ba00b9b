using System.Runtime.InteropServices;
using QosNets.Quantization;

namespace QosNets.Training.Torch;

/// <summary>
/// A layer's quantised weights. All points of a step and all batches of an evaluation ask for the same ones, so they are
/// kept until the weights or their quantiser differ.
/// </summary>
internal sealed class LayerWeights
{
    private float[] source = [];

    /// <summary>Scales and zero point.</summary>
    public WeightQuantizer? Quantizer { get; private set; }

    /// <summary>One byte a weight, [out channels, fan-in].</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>The real values of the bytes.</summary>
    public float[] Real { get; private set; } = [];

    /// <summary>Whether these are the quantised values of <paramref name="weights"/>, bit for bit.</summary>
    public bool AreOf(ReadOnlySpan<float> weights) =>
        MemoryMarshal.AsBytes(weights).SequenceEqual(MemoryMarshal.AsBytes<float>(source));

    /// <summary>Takes new weights.</summary>
    public void Set(WeightQuantizer quantizer, ReadOnlySpan<float> weights)
    {
        if (source.Length != weights.Length)
            (source, Bytes, Real) = (new float[weights.Length], new byte[weights.Length], new float[weights.Length]);
        weights.CopyTo(source);
        Quantizer = quantizer;
        WeightRounding.Apply(quantizer, weights, Bytes, Real);
    }
}
