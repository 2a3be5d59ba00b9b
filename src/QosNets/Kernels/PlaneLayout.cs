namespace QosNets.Kernels;

/// <summary>
/// Padded channels, each copied once per kernel column (and, with stride s, once per remainder of the row): every
/// kernel row then reads the same positions at another offset, without a copy of its own. Rows are as long as output
/// rows, so a block of one image has no filling between them; images that share a block are parted by the rows of
/// the kernel's reach, whose sums are dropped.
/// </summary>
internal sealed unsafe class PlaneLayout : BlockLayout
{
    private const int MinPositions = 512;
    private const int MaxPositions = 4096;
    private const int MaxSums = 32768;

    // So much work outweighs what a block costs besides.
    private const int MinProducts = 1 << 16;

    private readonly int rows;
    private readonly int images;
    private readonly int batch;
    private readonly int bands;

    internal PlaneLayout(ConvolutionGeometry g, int batch, GemmPath path)
        : base(g, (long)batch * g.Positions)
    {
        this.batch = batch;
        int channels = g.OutChannels / g.Groups;
        int wanted = Math.Max(Math.Clamp(MaxSums / channels, MinPositions, MaxPositions), path.MinPlanePositions);
        images = IsAlone(g, path) ? 1 : Math.Clamp(wanted / (Height(g, g.OutHeight) * g.OutWidth), 1, batch);

        // Spread evenly: three and one would keep one thread waiting.
        int imageBlocks = (batch + images - 1) / images;
        images = (batch + imageBlocks - 1) / imageBlocks;
        bands = images > 1 ? 1 : Math.Clamp((g.Positions + wanted - 1) / wanted, 1, g.OutHeight);
        rows = (g.OutHeight + bands - 1) / bands;
        bands = (g.OutHeight + rows - 1) / rows;
        Blocks = (long)((batch + images - 1) / images) * bands;
        Stride = RoundUp(Filled(images, rows));
    }

    /// <summary>Positions that are computed for one image and dropped.</summary>
    internal static int Filling(ConvolutionGeometry g, GemmPath path)
        => IsAlone(g, path) ? 0 : (Height(g, g.OutHeight) - g.OutHeight) * g.OutWidth;

    internal override Block Load(
        byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x, out nint* offsets)
    {
        ConvolutionGeometry g = Geometry;
        int channels = g.InChannels / g.Groups;
        (long imageBlock, long band) = Math.DivRem(block, bands);
        int firstImage = (int)imageBlock * images;
        int count = Math.Min(images, batch - firstImage);
        int firstRow = (int)band * rows;
        int kept = Rows(firstRow);
        int height = Height(g, kept);
        int phases = Math.Min(g.Stride, g.KernelHeight);

        // An odd number of cache lines keeps equal positions of different planes apart in the first-level cache.
        int planeStride = (RoundUp(count * height * g.OutWidth + RunCopy.Overrun) / 64 | 1) * 64;
        x = scratch.Activations((long)channels * g.KernelWidth * phases * planeStride + height * g.OutWidth + Slack);
        byte* target = x;
        for (int c = 0; c < channels; c++)
        {
            byte* source = input + (long)firstImage * g.InputLength + (long)(group * channels + c) * g.InHeight * g.InWidth;
            for (int kx = 0; kx < g.KernelWidth; kx++)
            {
                var copy = new RunCopy(g.InWidth, kx - g.Padding, g.OutWidth, g.Stride, padding);
                for (int phase = 0; phase < phases; phase++, target += planeStride)
                    for (int i = 0; i < count; i++)
                        Fill(copy, source + (long)i * g.InputLength, inputEnd, firstRow * g.Stride - g.Padding + phase, height, target + i * height * g.OutWidth);
            }
        }

        offsets = scratch.Offsets(g.FanIn);
        SetOffsets(offsets, channels, phases, planeStride);
        return new Block(firstImage * (long)g.Positions + firstRow * g.OutWidth, count * kept * g.OutWidth, RoundUp(Filled(count, kept)));
    }

    internal override void Compact(int* sums, int n, Block block)
    {
        int image = Geometry.Positions;
        if (block.Count <= image)
            return;
        int filled = Height(Geometry, Geometry.OutHeight) * Geometry.OutWidth;
        int count = block.Count / image;
        for (int j = 0; j < n; j++)
        {
            int* row = sums + (long)j * Stride;
            for (int i = 1; i < count; i++)
                new ReadOnlySpan<int>(row + i * filled, image).CopyTo(new Span<int>(row + i * image, image));
        }
    }

    /// <summary>Whether blocks hold one image or less: when there are positions and products enough in one.</summary>
    private static bool IsAlone(ConvolutionGeometry g, GemmPath path)
    {
        const int GoodVectors = 3;
        int positions = RoundUp(g.Positions);
        return positions >= Math.Max(path.MinPlanePositions, GoodVectors * GemmPath.VectorPositions)
            && (long)positions * g.FanIn * (g.OutChannels / g.Groups) >= MinProducts;
    }

    /// <summary>Rows of a plane for so many output rows.</summary>
    private static int Height(ConvolutionGeometry g, int rows) => rows + (g.KernelHeight - 1) / g.Stride;

    /// <summary>Positions from the first output to the last of so many images.</summary>
    private int Filled(int count, int kept) => ((count - 1) * Height(Geometry, kept) + kept) * Geometry.OutWidth;

    private int Rows(int firstRow) => Math.Min(rows, Geometry.OutHeight - firstRow);

    private void Fill(RunCopy copy, byte* source, byte* inputEnd, int y, int height, byte* target)
    {
        for (int row = 0; row < height; row++, y += Geometry.Stride, target += Geometry.OutWidth)
        {
            if ((uint)y < (uint)Geometry.InHeight)
                copy.Row(source + (long)y * Geometry.InWidth, target, inputEnd);
            else
                copy.Padding(target);
        }
    }

    private void SetOffsets(nint* offsets, int channels, int phases, int planeStride)
    {
        ConvolutionGeometry g = Geometry;
        for (int c = 0; c < channels; c++)
            for (int ky = 0; ky < g.KernelHeight; ky++)
                for (int kx = 0; kx < g.KernelWidth; kx++)
                    *offsets++ = ((nint)(c * g.KernelWidth + kx) * phases + ky % g.Stride) * planeStride + ky / g.Stride * g.OutWidth;
    }
}
