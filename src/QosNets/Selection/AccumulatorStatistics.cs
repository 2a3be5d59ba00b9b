using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Selection;

/// <summary>
/// Statistics of a layer's accumulator over sampled receptive fields. Tolerances are measured in the centred accumulator
/// Σ_k (x_k − z_x)(w_k − z_w) (docs/method.md, "Tolerances"). The raw Σ_k x_k·w_k is dominated by z_w·Σ x, and is 10 to 17 times
/// wider.
/// </summary>
internal static class AccumulatorStatistics
{
    /// <summary>
    /// Standard deviation of the centred accumulator, pooled over all samples and the output channels of each sample's group.
    /// </summary>
    /// <param name="geometry">Sizes of the layer.</param>
    /// <param name="weights">Weight bytes, [OutChannels, FanIn].</param>
    /// <param name="weightZeroPoint">Zero point of the weights.</param>
    /// <param name="inputZeroPoint">Zero point of the activations.</param>
    /// <param name="samples">Receptive fields, [S, FanIn].</param>
    /// <param name="sampleGroups">Group of each sample, [S].</param>
    /// <param name="signed">Whether the bytes are two's complement.</param>
    /// <exception cref="ArgumentException">Lengths disagree with the geometry.</exception>
    public static double Deviation(
        ConvolutionGeometry geometry,
        byte[] weights,
        int weightZeroPoint,
        int inputZeroPoint,
        byte[] samples,
        int[] sampleGroups,
        bool signed
    )
    {
        LayerProfile.CheckBytes("(unnamed)", geometry, weights, samples, sampleGroups);
        var x = Centre(samples, inputZeroPoint, signed);
        var w = Centre(weights, weightZeroPoint, signed);
        var fanIn = geometry.FanIn;
        var channels = geometry.OutChannels / geometry.Groups;
        var values = new double[sampleGroups.Length * channels];
        for (var i = 0; i < sampleGroups.Length; i++)
        {
            var field = x.AsSpan(i * fanIn, fanIn);
            for (var c = 0; c < channels; c++)
            {
                var row = w.AsSpan((sampleGroups[i] * channels + c) * fanIn, fanIn);
                var sum = 0L;
                for (var k = 0; k < field.Length; k++)
                    sum += field[k] * row[k];
                values[i * channels + c] = sum;
            }
        }
        return Deviation(values);
    }

    /// <summary>Population standard deviation, in two passes so that a large mean costs no digits.</summary>
    internal static double Deviation(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var v in values)
            mean += v;
        mean /= values.Length;
        var squares = 0.0;
        foreach (var v in values)
            squares += (v - mean) * (v - mean);
        return Math.Sqrt(squares / values.Length);
    }

    private static int[] Centre(byte[] bytes, int zeroPoint, bool signed)
    {
        var centred = new int[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
            centred[i] = TruthTable.Operand(bytes[i], signed) - zeroPoint;
        return centred;
    }
}
