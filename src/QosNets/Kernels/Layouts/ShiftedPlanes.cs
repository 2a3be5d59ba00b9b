using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// Fills the planes of one channel in long runs instead of row by row. A plane whose kernel column sees the image as it
/// lies is copied; with stride 2 there are two such, of the even and of the odd columns. All others are copies of these,
/// moved sideways. A mask puts padding where bytes of a neighbouring row came in. Rows of planes must be as long as those
/// of the image, or half as long with stride 2.
/// </summary>
internal sealed unsafe class ShiftedPlanes
{
    /// <summary>Bytes read before a plane, and written or read beyond its end; what follows must be written later.</summary>
    internal const int Margin = 64;

    private readonly ConvolutionGeometry g;
    private readonly KernelPath path;
    private readonly int width;
    private readonly int phases;
    private readonly int stride;

    // Kernel columns that see the image as it lies: from the first to that before the one behind.
    private readonly int first;
    private readonly int behind;
    private readonly AlignedBuffer masks;
    private readonly int maskStride;
    private readonly bool[] isWhole;
    private readonly PhaseSplit? split;

    private ShiftedPlanes(ConvolutionGeometry g, int rows, int phases, KernelPath path)
    {
        this.path = path;
        this.g = g;
        width = g.OutWidth;
        this.phases = phases;
        stride = g.StrideWidth;
        first = g.PadLeft / g.DilationWidth;
        behind = first + Math.Min(stride, g.KernelWidth);
        maskStride = (rows * width + Margin + 63) & ~63;
        masks = new AlignedBuffer(g.KernelWidth * maskStride);
        isWhole = new bool[g.KernelWidth];
        for (var kx = 0; kx < g.KernelWidth; kx++)
            isWhole[kx] = SetMask(kx, rows);
        split = phases == 2 ? path.SplitPhases(g) : null;
    }

    /// <summary>
    /// For planes of at most so many rows, all images together; null where the rows do not fit, where a plane would have
    /// nothing to be copied from, or where it would be moved too far.
    /// </summary>
    internal static ShiftedPlanes? For(ConvolutionGeometry g, int rows, int phases, KernelPath path)
    {
        var fits =
            g.StrideHeight == g.StrideWidth
            && g.StrideWidth switch
            {
                1 => g.OutWidth == g.InWidth && g.PadLeft % g.DilationWidth == 0,
                2 => g.InWidth <= 2 * g.OutWidth && g.DilationWidth == 1,
                _ => false,
            };
        return
            fits
            && g.PadLeft / g.DilationWidth + Math.Min(g.StrideWidth, g.KernelWidth) <= g.KernelWidth
            && Math.Max(g.PadLeft, g.SpanWidth - 1 - g.PadLeft) < Margin
            ? new ShiftedPlanes(g, rows, phases, path)
            : null;
    }

    /// <summary>Fills the planes [kernel column, phase][image, row, column] of one channel.</summary>
    /// <param name="source">The channel of the first image.</param>
    /// <param name="inputEnd">End of the memory that may be read.</param>
    /// <param name="padding">Byte outside the images.</param>
    /// <param name="y">Image row of the first row of phase 0.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="height">Rows of each image in a plane.</param>
    /// <param name="target">First plane.</param>
    /// <param name="planeStride">Bytes from one plane to the next.</param>
    internal void Fill(byte* source, byte* inputEnd, byte padding, int y, int count, int height, byte* target, int planeStride)
    {
        var imageLength = g.InputLength;
        var bases = target + first * phases * planeStride;
        for (var i = 0; i < count; i++)
        {
            var image = source + (long)i * imageLength;
            var plane = bases + i * height * width;
            if (stride == 1)
                CopyRows(image, padding, y, height, plane);
            else
                SplitImage(image, inputEnd, padding, y, height, plane, planeStride);
        }

        var length = count * height * width;
        for (var kx = first; kx < behind; kx++)
            if (!isWhole[kx])
                Move(kx, kx, padding, length, target, planeStride);
        for (var kx = 0; kx < g.KernelWidth; kx++)
            if (kx < first || kx >= behind)
                Move(first + Remainder(kx - first), kx, padding, length, target, planeStride);
    }

    private void CopyRows(byte* image, byte padding, int y, int height, byte* plane)
    {
        var above = Math.Clamp(-y, 0, height);
        var inside = Math.Clamp(g.InHeight - y - above, 0, height - above);
        Pad(plane, above, padding);
        if (inside > 0)
            Unsafe.CopyBlockUnaligned(plane + above * width, image + (long)(y + above) * width, (uint)(inside * width));
        Pad(plane + (above + inside) * width, height - above - inside, padding);
    }

    private void SplitImage(byte* image, byte* inputEnd, byte padding, int y, int height, byte* plane, int planeStride)
    {
        // From the first row to the last, since each may write beyond its end.
        var first = split is null ? 0 : PhaseSplit.FirstRow(y, height);
        SplitRows(image, inputEnd, padding, y, 0, first, plane, planeStride);
        var end = split is null ? 0 : split.Split(image, inputEnd, y, first, height, plane, planeStride);
        SplitRows(image, inputEnd, padding, y, end, height, plane, planeStride);
    }

    private void SplitRows(byte* image, byte* inputEnd, byte padding, int y, int first, int end, byte* plane, int planeStride)
    {
        for (var phase = 0; phase < phases; phase++, plane += planeStride)
        for (var row = first; row < end; row++)
        {
            var even = plane + row * width;
            var odd = even + phases * planeStride;
            var from = y + phase + 2 * row;
            if ((uint)from < (uint)g.InHeight)
            {
                SplitRow(image + (long)from * g.InWidth, inputEnd, even, odd);
                continue;
            }

            Pad(even, 1, padding);
            if (g.KernelWidth > 1)
                Pad(odd, 1, padding);
        }
    }

    private void SplitRow(byte* row, byte* inputEnd, byte* even, byte* odd)
    {
        var columns = g.InWidth;
        var hasOdd = g.KernelWidth > 1;
        var j = 0;
        for (; 2 * j < columns && inputEnd - (row + 2 * j) >= 32; j += 16)
        {
            var words = Vector256.Load(row + 2 * j).AsUInt16();
            var low = words & Vector256.Create((ushort)0xFF);
            Vector128.Narrow(low.GetLower(), low.GetUpper()).Store(even + j);
            words >>= 8;
            if (hasOdd)
                Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(odd + j);
        }

        for (; 2 * j < columns; j++)
        {
            even[j] = row[2 * j];
            if (hasOdd && 2 * j + 1 < columns)
                odd[j] = row[2 * j + 1];
        }
    }

    private void Pad(byte* plane, int rows, byte padding)
    {
        if (rows > 0)
            Unsafe.InitBlockUnaligned(plane, padding, (uint)(rows * width));
    }

    /// <summary>Copies the planes of one kernel column from those of another of the same remainder.</summary>
    private void Move(int from, int to, byte padding, int length, byte* planes, int planeStride)
    {
        var shift = (to - from) * g.DilationWidth / stride;
        var mask = masks.Pointer + to * maskStride;
        for (var phase = 0; phase < phases; phase++)
        {
            var source = planes + (from * phases + phase) * planeStride + shift;
            var target = planes + (to * phases + phase) * planeStride;
            path.CopyMasked(mask, source, padding, target, length);
        }
    }

    /// <summary>Sets 255 where the image has the column that a plane holds; whether it always has.</summary>
    private bool SetMask(int kx, int rows)
    {
        var mask = masks.Pointer + kx * maskStride;
        new Span<byte>(mask, maskStride).Clear();
        var whole = true;
        for (var c = 0; c < width; c++)
        {
            var column = stride * c + kx * g.DilationWidth - g.PadLeft;
            var exists = column >= 0 && column < g.InWidth;
            whole &= exists;
            for (var row = 0; row < rows && exists; row++)
                mask[row * width + c] = byte.MaxValue;
        }

        return whole;
    }

    private int Remainder(int column) => (column % stride + stride) % stride;
}
