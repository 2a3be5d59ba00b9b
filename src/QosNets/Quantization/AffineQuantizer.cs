namespace QosNets.Quantization;

/// <summary>
/// Per-tensor affine quantisation to bytes: q = clamp(round_half_even(x / Scale) + ZeroPoint, 0, Max), x ≈ Scale·(q − ZeroPoint).
/// Real 0 is exact, since ZeroPoint is an integer of the range.
/// </summary>
/// <param name="Scale">Real value of one step, above 0.</param>
/// <param name="ZeroPoint">The byte of real 0, 0..Max.</param>
/// <param name="Max">Largest byte: 255 with unsigned multipliers, 127 for activations of signed ones.</param>
public sealed record AffineQuantizer(float Scale, int ZeroPoint, int Max = 255)
{
    /// <summary>The quantiser of a range of real values, widened to hold 0.</summary>
    /// <exception cref="ArgumentException">The range is empty or not finite.</exception>
    public static AffineQuantizer FromRange(double low, double high, int max = 255)
    {
        low = Math.Min(low, 0);
        high = Math.Max(high, 0);
        if (!double.IsFinite(low) || !double.IsFinite(high))
            throw new ArgumentException(
                $"cannot quantise the range {low}..{high}: training has diverged; lower the learning rate"
            );
        var scale = (float)Math.Max((high - low) / max, 1e-8);
        return new AffineQuantizer(scale, (int)Math.Clamp(Math.Round(-low / scale), 0, max), max);
    }

    /// <summary>The byte of a real value: one multiplication by 1/Scale in float32, round half to even, saturate.</summary>
    public byte Quantize(float x) => (byte)Math.Clamp(MathF.Round(x * (1f / Scale)) + ZeroPoint, 0f, Max);

    /// <summary>The real value of a byte.</summary>
    public float Dequantize(byte q) => Scale * (q - ZeroPoint);
}
