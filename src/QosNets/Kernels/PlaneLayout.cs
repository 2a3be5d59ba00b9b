using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// Padded channels, from which every kernel tap reads the same positions at another offset, without a copy per tap.
/// With stride s a channel becomes s·s planes, one for each remainder of row and column, so that neighbouring
/// positions lie side by side again. Rows carry the kernel's reach as filling, whose sums are dropped.
/// </summary>
internal sealed unsafe class PlaneLayout : BlockLayout
{
    private const int MinPositions = 512;
    private const int MaxPositions = 4096;
    private const int MaxSums = 32768;

    private readonly int width;
    private readonly int rows;
    private readonly int images;
    private readonly int batch;
    private readonly int bands;

    internal PlaneLayout(ConvolutionGeometry g, int batch, GemmPath path)
        : base(g, (long)batch * g.Positions)
    {
        this.batch = batch;
        width = Width(g);
        int wanted = Math.Max(
            Math.Clamp(MaxSums / (g.OutChannels / g.Groups), MinPositions, MaxPositions),
            path.MinPlanePositions);
        int whole = Height(g, g.OutHeight) * width;
        images = Math.Clamp(wanted / whole, 1, batch);

        // Spread evenly: three and one would keep one thread waiting.
        int imageBlocks = (batch + images - 1) / images;
        images = (batch + imageBlocks - 1) / imageBlocks;
        bands = images > 1 ? 1 : Math.Clamp((whole + wanted - 1) / wanted, 1, g.OutHeight);
        rows = (g.OutHeight + bands - 1) / bands;
        bands = (g.OutHeight + rows - 1) / rows;
        Blocks = (long)((batch + images - 1) / images) * bands;
        Stride = RoundUp(images * Height(g, rows) * width);
    }

    /// <summary>Rows of a plane for so many output rows.</summary>
    internal static int Height(ConvolutionGeometry g, int rows) => rows + (g.KernelHeight - 1) / g.Stride;

    /// <summary>Columns of a plane.</summary>
    internal static int Width(ConvolutionGeometry g) => g.OutWidth + (g.KernelWidth - 1) / g.Stride;

    internal override Block Load(
        byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x, out nint* offsets)
    {
        ConvolutionGeometry g = Geometry;
        int channels = g.InChannels / g.Groups;
        (long imageBlock, long band) = Math.DivRem(block, bands);
        int firstImage = (int)imageBlock * images;
        int count = Math.Min(images, batch - firstImage);
        int firstRow = (int)band * rows;
        int height = Height(g, Rows(firstRow));
        int plane = count * height * width;

        // An odd number of cache lines keeps equal positions of different planes apart in the first-level cache.
        int planeStride = (RoundUp(plane + RunCopy.Overrun) / 64 | 1) * 64;
        x = scratch.Activations((long)channels * g.Stride * g.Stride * planeStride + height * width + Slack);
        byte* target = x;
        for (int c = 0; c < channels; c++)
            for (int phase = 0; phase < g.Stride * g.Stride; phase++)
            {
                byte* source = input + (long)firstImage * g.InputLength + (long)(group * channels + c) * g.InHeight * g.InWidth;
                (int phaseRow, int phaseColumn) = Math.DivRem(phase, g.Stride);
                int y = firstRow * g.Stride - g.Padding + phaseRow;
                for (int i = 0; i < count; i++)
                    Fill(source + (long)i * g.InputLength, inputEnd, padding, y, phaseColumn - g.Padding, height, target + i * height * width);
                target += planeStride;
            }

        offsets = scratch.Offsets(g.FanIn);
        SetOffsets(offsets, channels, planeStride);
        return new Block(firstImage * (long)g.Positions + firstRow * g.OutWidth, count * Rows(firstRow) * g.OutWidth, RoundUp(plane));
    }

    internal override void Compact(int* sums, int n, Block block)
    {
        int outWidth = Geometry.OutWidth;
        int kept = Rows((int)(block.First % Geometry.Positions) / outWidth);
        int count = block.Count / (kept * outWidth);
        int skipped = (Height(Geometry, kept) - kept) * width;
        if (width == outWidth && (count == 1 || skipped == 0))
            return;
        for (int j = 0; j < n; j++)
        {
            int* to = sums + (long)j * Stride;
            int* from = to;
            for (int i = 0; i < count; i++, from += skipped)
                for (int row = 0; row < kept; row++, from += width, to += outWidth)
                    MoveDown(from, to, outWidth);
        }
    }

    /// <summary>Copies to a lower address, upwards, so that the ranges may overlap.</summary>
    private static void MoveDown(int* from, int* to, int count)
    {
        int done = 0;
        for (; done <= count - 8; done += 8)
            Vector256.Load(from + done).Store(to + done);
        for (; done < count; done++)
            to[done] = from[done];
    }

    private int Rows(int firstRow) => Math.Min(rows, Geometry.OutHeight - firstRow);

    private void Fill(byte* source, byte* inputEnd, byte padding, int y, int x, int height, byte* target)
    {
        int inWidth = Geometry.InWidth;
        int inHeight = Geometry.InHeight;
        int stride = Geometry.Stride;
        var copy = new RunCopy(inWidth, x, width, stride, padding);
        for (int row = 0; row < height; row++, y += stride, target += width)
        {
            if ((uint)y < (uint)inHeight)
                copy.Row(source + (long)y * inWidth, target, inputEnd);
            else
                copy.Padding(target);
        }
    }

    private void SetOffsets(nint* offsets, int channels, int planeStride)
    {
        ConvolutionGeometry g = Geometry;
        int s = g.Stride;
        for (int c = 0; c < channels; c++)
            for (int ky = 0; ky < g.KernelHeight; ky++)
                for (int kx = 0; kx < g.KernelWidth; kx++)
                    *offsets++ = ((nint)c * s * s + ky % s * s + kx % s) * planeStride + ky / s * width + kx / s;
    }
}
