using QosNets.Quantization;

namespace QosNets.Training.Torch;

/// <summary>
/// The grid that a layer's weights are rounded to: one scale or one per output channel, one zero point. Signed weights
/// are −127..127 around 0; they are rounded as 0..254 around 127 and shifted.
/// </summary>
internal sealed record WeightGrid(float[] Scales, int ZeroPoint, bool Signed)
{
    private const int SignedShift = 127;

    /// <summary>The grid of weights [OutC,K] cut at <paramref name="clip"/> standard deviations (infinite: at their ends).</summary>
    public static WeightGrid Of(ReadOnlySpan<float> weights, int channels, bool perChannel, bool signed, double clip)
    {
        if (!perChannel)
        {
            var (low, high) = Cut(weights, clip);
            if (signed)
                return new WeightGrid([Symmetric(low, high, SignedShift)], 0, true);
            var q = AffineQuantizer.FromRange(low, high);
            return new WeightGrid([q.Scale], q.ZeroPoint, false);
        }
        var scales = new float[channels];
        var fanIn = weights.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            var (low, high) = Cut(weights.Slice(c * fanIn, fanIn), clip);
            scales[c] = Symmetric(low, high, SignedShift);
        }
        return new WeightGrid(scales, signed ? 0 : 128, signed);
    }

    /// <summary>Rounds weights [OutC,K] to the grid: their real values and their bytes (two's complement when signed).</summary>
    public void Quantize(ReadOnlySpan<float> weights, Span<float> real, Span<byte> bytes)
    {
        var row = weights.Length / Scales.Length;
        for (var c = 0; c < Scales.Length; c++)
        {
            var q = Signed ? new AffineQuantizer(Scales[c], SignedShift, 2 * SignedShift) : new AffineQuantizer(Scales[c], ZeroPoint);
            var clipped = new ClippedQuantizer(q, float.NegativeInfinity, float.PositiveInfinity);
            QuantizeKernels.Quantize(weights.Slice(c * row, row), clipped, real.Slice(c * row, row), bytes.Slice(c * row, row));
        }
        if (Signed)
        {
            foreach (ref var b in bytes)
                b = unchecked((byte)(b - SignedShift));
        }
    }

    private static float Symmetric(double low, double high, int steps) => (float)Math.Max(Math.Max(-low, high) / steps, 1e-8);

    private static (double Low, double High) Cut(ReadOnlySpan<float> weights, double clip)
    {
        var (low, high) = QuantizeKernels.Range(weights);
        if (double.IsInfinity(clip))
            return (low, high);
        double sum = 0, squares = 0;
        foreach (var w in weights)
        {
            sum += w;
            squares += (double)w * w;
        }
        var mean = sum / weights.Length;
        var limit = clip * Math.Sqrt(Math.Max(squares / weights.Length - mean * mean, 0));
        return (Math.Max(low, mean - limit), Math.Min(high, mean + limit));
    }
}
