namespace QosNets.Quantization;

/// <summary>
/// Quantises a layer's weights with the formula of <see cref="AffineQuantizer"/>: round_half_even(w·(1/scale)) + zero
/// point, saturated to 0..255, or to −127..127 for signed multipliers. Scales and zero point are frozen after
/// quantisation-aware training, so they are an object of their own and the weights come and go.
/// </summary>
/// <param name="Scales">One scale for the tensor, or one per output channel; above 0.</param>
/// <param name="ZeroPoint">The value of real 0: 0..255, and 0 when signed.</param>
/// <param name="Signed">Whether the values are signed.</param>
internal sealed record WeightQuantizer(float[] Scales, int ZeroPoint, bool Signed)
{
    /// <summary>Largest magnitude of a signed weight; −128 stays unused, so that the range is symmetric.</summary>
    public const int SignedMax = 127;

    /// <summary>The one zero point of weights with a scale per output channel, whose ranges are symmetric.</summary>
    public const int ChannelZeroPoint = 128;

    /// <summary>
    /// Fits scales and zero point to weights. Unsigned per tensor is affine over min..max (the papers' choice); signed,
    /// and per channel in general, is symmetric about 0, so that all channels share one zero point.
    /// </summary>
    /// <param name="weights">Weights, output channel first.</param>
    /// <param name="outChannels">Number of output channels; it divides the number of weights.</param>
    /// <param name="signed">For a signed multiplier.</param>
    /// <param name="perChannel">One scale per output channel instead of one for the tensor.</param>
    /// <param name="clip">Weights outside this range of real values saturate; null keeps the whole range.</param>
    /// <exception cref="ArgumentException">The weights are empty or not finite, or the sizes do not fit.</exception>
    public static WeightQuantizer Fit(
        ReadOnlySpan<float> weights,
        int outChannels,
        bool signed,
        bool perChannel = false,
        (double Low, double High)? clip = null
    )
    {
        if (outChannels < 1 || weights.Length == 0 || weights.Length % outChannels != 0)
            throw new ArgumentException(
                $"{weights.Length} weights do not divide into {outChannels} output channels",
                nameof(weights)
            );
        if (!signed && !perChannel)
        {
            var (low, high) = Range(weights, clip);
            var affine = AffineQuantizer.FromRange(low, high);
            return new WeightQuantizer([affine.Scale], affine.ZeroPoint, Signed: false);
        }
        var scales = new float[perChannel ? outChannels : 1];
        var length = weights.Length / scales.Length;
        for (var c = 0; c < scales.Length; c++)
        {
            var (low, high) = Range(weights.Slice(c * length, length), clip);
            // The range 0..max|w| on 127 steps gives the scale, floor included, that the affine formula would give.
            scales[c] = AffineQuantizer.FromRange(0, Math.Max(-low, high), SignedMax).Scale;
        }
        return new WeightQuantizer(scales, signed ? 0 : ChannelZeroPoint, signed);
    }

    /// <summary>Quantises weights, output channel first.</summary>
    internal QuantizedWeights Quantize(ReadOnlySpan<float> weights)
    {
        var values = new byte[weights.Length];
        Quantize(weights, values);
        return new QuantizedWeights(values, Scales, ZeroPoint, Signed);
    }

    /// <summary>Quantises weights, output channel first, into a buffer of the same length.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or the scales do not divide the weights.</exception>
    public void Quantize(ReadOnlySpan<float> weights, Span<byte> values)
    {
        if (weights.Length != values.Length || weights.Length % Scales.Length != 0)
            throw new ArgumentException(
                $"{weights.Length} weights, {values.Length} bytes and {Scales.Length} scales do not fit together",
                nameof(values)
            );
        var (low, high) = Signed ? (-SignedMax, SignedMax) : (0, 255);
        var length = weights.Length / Scales.Length;
        for (var c = 0; c < Scales.Length; c++)
        {
            var inverse = 1f / Scales[c];
            for (var i = c * length; i < (c + 1) * length; i++)
                values[i] = (byte)(int)Math.Clamp(MathF.Round(weights[i] * inverse) + ZeroPoint, low, high);
        }
    }

    /// <summary>The real value of a weight byte of an output channel.</summary>
    public float Dequantize(byte value, int channel) =>
        Scales[Scales.Length == 1 ? 0 : channel] * (Multipliers.TruthTable.Operand(value, Signed) - ZeroPoint);

    private static (double Low, double High) Range(ReadOnlySpan<float> weights, (double Low, double High)? clip)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var w in weights)
        {
            if (!float.IsFinite(w))
                throw new ArgumentException(
                    $"cannot quantise the weight {w}: training has diverged; lower the learning rate",
                    nameof(weights)
                );
            (low, high) = (Math.Min(low, w), Math.Max(high, w));
        }
        return clip is { } c ? (Math.Max(low, c.Low), Math.Min(high, c.High)) : (low, high);
    }
}
