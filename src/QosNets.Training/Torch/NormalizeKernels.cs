using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Training.Torch;

/// <summary>Sizes of a tensor [Images, Channels, Positions].</summary>
internal readonly record struct ChannelShape(int Images, int Channels, int Positions)
{
    /// <summary>Values of one channel.</summary>
    public int Count => Images * Positions;

    /// <summary>Bytes of the mask of one image's channel.</summary>
    public int MaskBytes => (Positions + 7) / 8;

    /// <summary>How many images' channels lie before one of them.</summary>
    public long Row(int image, int channel) => (long)image * Channels + channel;
}

/// <summary>Mean and 1/√(variance + ε) of every channel of a batch, and the variance itself.</summary>
internal sealed record ChannelStatistics(float[] Mean, float[] Inverse, double[] Variance)
{
    public ChannelStatistics(int channels)
        : this(new float[channels], new float[channels], new double[channels]) { }
}

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015) of float32 tensors with what follows it, channel by channel. A channel stays
/// in the second-level cache between its passes, and no result depends on the number of threads.
/// </summary>
internal static unsafe class NormalizeKernels
{
    /// <summary>Statistics of every channel, then the map to the output.</summary>
    /// <param name="s">Sizes.</param>
    /// <param name="y">Values to normalise.</param>
    /// <param name="residual">Added after normalisation, or empty.</param>
    /// <param name="weight">Scale of each channel.</param>
    /// <param name="bias">Offset of each channel.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="output">What follows.</param>
    /// <param name="statistics">Takes the statistics.</param>
    /// <param name="real">Takes the output.</param>
    /// <param name="bytes">Takes the output's bytes, or empty.</param>
    /// <param name="mask">Takes where gradients pass, <see cref="ChannelShape.MaskBytes"/> for each image and channel, or
    /// empty.</param>
    public static void Forward(
        ChannelShape s,
        ReadOnlySpan<float> y,
        ReadOnlySpan<float> residual,
        float[] weight,
        float[] bias,
        float epsilon,
        NormalizeOutput output,
        ChannelStatistics statistics,
        Span<float> real,
        Span<byte> bytes,
        Span<byte> mask
    )
    {
        fixed (
            float* py = y,
                pr = residual,
                po = real
        )
        fixed (
            byte* pb = bytes,
                pm = mask
        )
        {
            var (ay, ar, ao, ab, am) = ((nint)py, (nint)pr, (nint)po, (nint)pb, (nint)pm);
            Parallel.For(
                0,
                s.Channels,
                Threading.Options,
                c =>
                {
                    var (mean, variance) = Moments(s, (float*)ay, c);
                    var deviation = Math.Sqrt(variance + epsilon);
                    (statistics.Mean[c], statistics.Variance[c], statistics.Inverse[c]) = (
                        (float)mean,
                        variance,
                        1 / (float)deviation
                    );
                    var scale = weight[c] / deviation;
                    var map = new ChannelMap((float)scale, (float)(bias[c] - mean * scale), output);
                    for (var i = 0; i < s.Images; i++)
                    {
                        var row = s.Row(i, c);
                        var at = row * s.Positions;
                        map.Row(
                            (float*)ay + at,
                            ar == 0 ? null : (float*)ar + at,
                            (float*)ao + at,
                            ab == 0 ? null : (byte*)ab + at,
                            am == 0 ? null : (byte*)am + row * s.MaskBytes,
                            s.Positions
                        );
                    }
                }
            );
        }
    }

    /// <summary>Gradients of <see cref="Forward"/>.</summary>
    /// <param name="s">Sizes.</param>
    /// <param name="y">Values that were normalised.</param>
    /// <param name="gradient">By the output.</param>
    /// <param name="mask">As forward left it, or empty where all gradients pass.</param>
    /// <param name="weight">Scale of each channel.</param>
    /// <param name="statistics">Those of forward.</param>
    /// <param name="ofY">Takes the gradient by y.</param>
    /// <param name="ofResidual">Takes that by the residual, or empty.</param>
    /// <param name="ofWeight">Takes that by the scales.</param>
    /// <param name="ofBias">Takes that by the offsets.</param>
    public static void Backward(
        ChannelShape s,
        ReadOnlySpan<float> y,
        ReadOnlySpan<float> gradient,
        ReadOnlySpan<byte> mask,
        float[] weight,
        ChannelStatistics statistics,
        Span<float> ofY,
        Span<float> ofResidual,
        float[] ofWeight,
        float[] ofBias
    )
    {
        fixed (
            float* py = y,
                pg = gradient,
                po = ofY,
                pr = ofResidual
        )
        fixed (byte* pm = mask)
        {
            var (ay, ag, ao, ar, am) = ((nint)py, (nint)pg, (nint)po, (nint)pr, (nint)pm);
            Parallel.For(
                0,
                s.Channels,
                Threading.Options,
                c =>
                {
                    var mean = statistics.Mean[c];
                    var (sum, product) = (0.0, 0.0);
                    for (var i = 0; i < s.Images; i++)
                    {
                        var row = s.Row(i, c);
                        var (g, gy) = GradientRow.Sums(
                            (float*)ay + row * s.Positions,
                            (float*)ag + row * s.Positions,
                            am == 0 ? null : (byte*)am + row * s.MaskBytes,
                            s.Positions,
                            mean
                        );
                        (sum, product) = (sum + g, product + gy);
                    }
                    double inverse = statistics.Inverse[c];
                    (ofWeight[c], ofBias[c]) = ((float)(product * inverse), (float)sum);
                    var scale = weight[c] * inverse;
                    var map = new GradientRow(
                        mean,
                        (float)scale,
                        (float)(-scale * sum / s.Count),
                        (float)(-scale * inverse * inverse * product / s.Count)
                    );
                    for (var i = 0; i < s.Images; i++)
                    {
                        var row = s.Row(i, c);
                        var at = row * s.Positions;
                        map.Apply(
                            (float*)ay + at,
                            (float*)ag + at,
                            am == 0 ? null : (byte*)am + row * s.MaskBytes,
                            (float*)ao + at,
                            ar == 0 ? null : (float*)ar + at,
                            s.Positions
                        );
                    }
                }
            );
        }
    }

    /// <summary>Mean and (biased) variance of a channel.</summary>
    private static (double Mean, double Variance) Moments(ChannelShape s, float* y, int channel)
    {
        var sum = 0.0;
        for (var i = 0; i < s.Images; i++)
            sum += Sum(y + s.Row(i, channel) * s.Positions, s.Positions);
        var mean = sum / s.Count;
        var squares = 0.0;
        for (var i = 0; i < s.Images; i++)
            squares += Squares(y + s.Row(i, channel) * s.Positions, s.Positions, (float)mean);
        return (mean, squares / s.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(float* y, int count)
    {
        var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var i = 0;
        for (; i <= count - 32; i += 32)
        {
            a += Vector256.Load(y + i);
            b += Vector256.Load(y + i + 8);
            c += Vector256.Load(y + i + 16);
            d += Vector256.Load(y + i + 24);
        }
        var sum = Vector256.Sum(a + b + (c + d));
        for (; i < count; i++)
            sum += y[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Squares(float* y, int count, float mean)
    {
        var m = Vector256.Create(mean);
        var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var i = 0;
        for (; i <= count - 32; i += 32)
        {
            var (e, f, g, h) = (
                Vector256.Load(y + i) - m,
                Vector256.Load(y + i + 8) - m,
                Vector256.Load(y + i + 16) - m,
                Vector256.Load(y + i + 24) - m
            );
            a += e * e;
            b += f * f;
            c += g * g;
            d += h * h;
        }
        var sum = Vector256.Sum(a + b + (c + d));
        for (; i < count; i++)
            sum += (y[i] - mean) * (y[i] - mean);
        return sum;
    }
}
