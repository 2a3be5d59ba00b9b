namespace QosNets.Quantization;

/// <summary>The bytes of one layer's weights and what they stand for: w ≈ Scale·(value − ZeroPoint).</summary>
/// <param name="Values">One byte per weight, [out channels, fan-in]; two's complement when signed.</param>
/// <param name="Scales">One scale for the tensor, or one per output channel; above 0.</param>
/// <param name="ZeroPoint">The value of real 0: 0..255, and 0 when signed.</param>
/// <param name="Signed">Whether the values are signed, −127..127, for a signed multiplier.</param>
internal sealed record QuantizedWeights(byte[] Values, float[] Scales, int ZeroPoint, bool Signed);
