using QosNets.Quantization;

namespace QosNets.Training.Torch;

/// <summary>How the trainer fits and applies <see cref="WeightQuantizer"/>.</summary>
internal static class WeightRounding
{
    /// <summary>
    /// Fits scales and zero point; weights further than <paramref name="clip"/> standard deviations from their mean saturate.
    /// </summary>
    public static WeightQuantizer Fit(ReadOnlySpan<float> weights, int channels, bool signed, bool perChannel, double? clip)
    {
        if (clip is not { } deviations)
            return WeightQuantizer.Fit(weights, channels, signed, perChannel);
        double sum = 0,
            squares = 0;
        foreach (var w in weights)
        {
            sum += w;
            squares += (double)w * w;
        }
        var mean = sum / weights.Length;
        var limit = deviations * Math.Sqrt(Math.Max(squares / weights.Length - mean * mean, 0));
        return WeightQuantizer.Fit(weights, channels, signed, perChannel, (mean - limit, mean + limit));
    }

    /// <summary>Bytes of the weights and the real values that they stand for.</summary>
    public static void Apply(WeightQuantizer quantizer, ReadOnlySpan<float> weights, Span<byte> bytes, Span<float> real)
    {
        var row = weights.Length / quantizer.Scales.Length;
        if (quantizer.Signed)
        {
            quantizer.Quantize(weights, bytes);
            for (var i = 0; i < weights.Length; i++)
                real[i] = quantizer.Dequantize(bytes[i], i / row);
            return;
        }
        for (var c = 0; c < quantizer.Scales.Length; c++)
        {
            var affine = ClippedQuantizer.Alone(new AffineQuantizer(quantizer.Scales[c], quantizer.ZeroPoint));
            QuantizeKernels.Quantize(weights.Slice(c * row, row), affine, real.Slice(c * row, row), bytes.Slice(c * row, row));
        }
    }
}
