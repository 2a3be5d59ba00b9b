using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QosNets.Quantization;

namespace QosNets.Training.Torch;

/// <summary>What follows a normalisation: an activation that cuts values to Low..High, and perhaps a quantiser.</summary>
internal readonly record struct NormalizeOutput(AffineQuantizer? Quantizer, float Low, float High)
{
    /// <summary>Nothing: the normalised values as they are.</summary>
    public static NormalizeOutput Plain => new(null, float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Whether gradients stop somewhere.</summary>
    public bool Cuts => Quantizer is not null || Low > float.NegativeInfinity || High < float.PositiveInfinity;
}

/// <summary>
/// One channel's way from a layer's output to the next layer's input: v = Scale·y + Offset (+ residual), cut, quantised. A
/// mask of one bit a value keeps where the gradient passes: inside the range of activation and quantiser.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct ChannelMap
{
    /// <summary>Values of one call of <see cref="Block"/>.</summary>
    private const int BlockLength = 32;

    private readonly Vector256<float> scale;
    private readonly Vector256<float> offset;
    private readonly Vector256<float> low;
    private readonly Vector256<float> high;
    private readonly Vector256<float> passesAbove;
    private readonly Vector256<float> passesBelow;
    private readonly QuantizeKernels.Rounding rounding;
    private readonly bool quantizes;

    public ChannelMap(float scale, float offset, NormalizeOutput output)
    {
        (this.scale, this.offset) = (Vector256.Create(scale), Vector256.Create(offset));
        (low, high) = (Vector256.Create(output.Low), Vector256.Create(output.High));
        quantizes = output.Quantizer is not null;
        var (above, below) = (output.Low, output.High);
        if (output.Quantizer is { } q)
        {
            rounding = new QuantizeKernels.Rounding(q);
            (above, below) = QuantizeKernels.PassingRange(new ClippedQuantizer(q, output.Low, output.High));
        }
        (passesAbove, passesBelow) = (Vector256.Create(above), Vector256.Create(below));
    }

    /// <summary>Maps neighbouring values of one image's channel; residual, bytes and mask may be null.</summary>
    public void Row(float* y, float* residual, float* real, byte* bytes, byte* mask, int count)
    {
        var i = 0;
        for (; i <= count - BlockLength; i += BlockLength)
            Block(
                y + i,
                residual == null ? null : residual + i,
                real + i,
                bytes == null ? null : bytes + i,
                mask == null ? null : mask + i / 8
            );
        if (i < count)
            Tail(
                y + i,
                residual == null ? null : residual + i,
                real + i,
                bytes == null ? null : bytes + i,
                mask == null ? null : mask + i / 8,
                count - i
            );
    }

    private void Tail(float* y, float* residual, float* real, byte* bytes, byte* mask, int count)
    {
        var values = stackalloc float[3 * BlockLength];
        var small = stackalloc byte[BlockLength + BlockLength / 8];
        new Span<float>(y, count).CopyTo(new Span<float>(values, count));
        if (residual != null)
            new Span<float>(residual, count).CopyTo(new Span<float>(values + BlockLength, count));
        Block(values, residual == null ? null : values + BlockLength, values + 2 * BlockLength, small, small + BlockLength);
        new Span<float>(values + 2 * BlockLength, count).CopyTo(new Span<float>(real, count));
        if (bytes != null)
            new Span<byte>(small, count).CopyTo(new Span<byte>(bytes, count));
        if (mask != null)
            new Span<byte>(small + BlockLength, (count + 7) / 8).CopyTo(new Span<byte>(mask, (count + 7) / 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Block(float* y, float* residual, float* real, byte* bytes, byte* mask)
    {
        var a = Value(y, residual, 0);
        var b = Value(y, residual, 8);
        var c = Value(y, residual, 16);
        var d = Value(y, residual, 24);
        if (mask != null)
            *(uint*)mask = Passes(a) | Passes(b) << 8 | Passes(c) << 16 | Passes(d) << 24;
        (a, b, c, d) = (Cut(a), Cut(b), Cut(c), Cut(d));
        if (quantizes)
        {
            (a, b, c, d) = (rounding.Steps(a), rounding.Steps(b), rounding.Steps(c), rounding.Steps(d));
            if (bytes != null)
                QuantizeKernels.Rounding.Narrow(a, b, c, d).Store(bytes);
            (a, b, c, d) = (rounding.Real(a), rounding.Real(b), rounding.Real(c), rounding.Real(d));
        }
        a.Store(real);
        b.Store(real + 8);
        c.Store(real + 16);
        d.Store(real + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Value(float* y, float* residual, int i)
    {
        var v = Vector256.Load(y + i) * scale + offset;
        return residual == null ? v : v + Vector256.Load(residual + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Cut(Vector256<float> v) => Vector256.Min(Vector256.Max(v, low), high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Passes(Vector256<float> v) =>
        (Vector256.GreaterThan(v, passesAbove) & Vector256.LessThan(v, passesBelow)).ExtractMostSignificantBits();
}
