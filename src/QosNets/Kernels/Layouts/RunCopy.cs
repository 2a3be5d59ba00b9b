using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// What one kernel column sees of an image row: left bytes of padding, then row[start], row[start + stride] ... up to byte
/// right, then padding up to length. All rows of an image share one copy, so borders are computed once.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct RunCopy
{
    /// <summary>Bytes a copy may write beyond its end; what follows must be written later.</summary>
    internal const int Overrun = 32;

    private readonly int start;
    private readonly int left;
    private readonly int right;
    private readonly int length;
    private readonly int stride;
    private readonly int width;
    private readonly ulong padding;

    /// <summary>The copy of length values from column x on, of rows of width bytes.</summary>
    internal RunCopy(int width, int x, int length, int stride, byte padding)
    {
        this.length = length;
        this.stride = stride;
        this.width = width;
        this.padding = padding * 0x0101010101010101UL;
        var beyond = width - x;
        left = x >= 0 ? 0 : Math.Min(length, (-x + stride - 1) / stride);
        right = beyond <= 0 ? left : Math.Max(left, Math.Min(length, (beyond + stride - 1) / stride));
        start = x + left * stride;
    }

    /// <summary>
    /// Copies from one row. Reads nothing at or beyond inputEnd; may write <see cref="Overrun"/> bytes too many.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Row(byte* row, byte* target, byte* inputEnd)
    {
        Fill(target, left);
        Inside(row + start, right - left, target + left, inputEnd);
        Fill(target + right, length - right);
    }

    /// <summary>
    /// Copies count rows of an image of the given height, from row y on, one behind the other; those outside it are padding.
    /// </summary>
    internal void Rows(byte* image, int y, int height, int count, byte* target, byte* inputEnd)
    {
        var above = Math.Clamp(-y, 0, count);
        var below = count - above - Math.Clamp(height - y - above, 0, count - above);
        Fill(target, above * length + left);
        target += above * length;
        var source = image + (long)(y + above) * width;
        var rows = count - above - below;

        // One write covers the padding behind a row and that before the next.
        if (stride == 1 && right - left <= Vector256<byte>.Count && left + length - right <= sizeof(ulong))
            for (; rows > 0 && inputEnd - (source + start) >= Vector256<byte>.Count; rows--, source += width, target += length)
            {
                Vector256.Load(source + start).Store(target + left);
                Unsafe.WriteUnaligned(target + right, padding);
            }

        for (; rows > 0; rows--, source += width, target += length)
            Row(source, target, inputEnd);
        Fill(target, below * length);
    }

    /// <summary>Fills the length with padding, for rows outside the image.</summary>
    internal void Padding(byte* target) => Fill(target, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fill(byte* target, int count)
    {
        for (var done = 0; done < count; done += sizeof(ulong))
            Unsafe.WriteUnaligned(target + done, padding);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Inside(byte* source, int count, byte* target, byte* inputEnd)
    {
        var done = 0;
        if (stride == 1)
        {
            for (; done < count && inputEnd - (source + done) >= 32; done += 32)
                Vector256.Load(source + done).Store(target + done);
        }
        else if (stride == 2)
        {
            var even = Vector256.Create((ushort)0xFF);
            for (; done < count && inputEnd - (source + 2 * done) >= 32; done += 16)
            {
                var words = Vector256.Load(source + 2 * done).AsUInt16() & even;
                Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(target + done);
            }
        }

        for (; done < count; done++)
            target[done] = source[done * stride];
    }
}
