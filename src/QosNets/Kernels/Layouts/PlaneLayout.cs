namespace QosNets.Kernels;

/// <summary>
/// A block as planes. A plane is a copy of one padded channel, moved for one kernel column; a stride s makes a plane for
/// each remainder of the row by s besides. Every kernel row then reads the same plane at another offset. Rows of a plane
/// are as long as output rows, so a block of one image needs no filling. Between the images of a block lie as many rows as
/// the kernel reaches beyond the first, and the sums at these are dropped.
/// </summary>
internal sealed unsafe class PlaneLayout : BlockLayout
{
    private const int MinPositions = 512;
    private const int MaxPositions = 4096;
    private const int MaxSums = 32768;

    // So much work outweighs what a block costs besides.
    private const int MinProducts = 1 << 13;

    private readonly int outWidth;
    private readonly int outHeight;
    private readonly int inChannels;
    private readonly int reach;
    private readonly int phases;
    private readonly int batch;
    private readonly int rows;
    private readonly int images;
    private readonly int bands;
    private readonly int planeStride;
    private readonly ShiftedPlanes? shifted;

    internal PlaneLayout(ConvolutionGeometry g, int batch, KernelPath path, bool withStrips)
        : base(g, (long)batch * g.Positions)
    {
        outWidth = g.OutWidth;
        outHeight = g.OutHeight;
        inChannels = g.InChannels / g.Groups;
        reach = Reach(g);
        phases = PhasesOf(g);
        this.batch = batch;
        var channels = g.OutChannels / g.Groups;
        var wanted = Math.Max(Math.Clamp(MaxSums / channels, MinPositions, MaxPositions), path.MinPlanePositions(withStrips));
        images = IsAlone(g, path, withStrips) ? 1 : Math.Clamp(wanted / ((outHeight + reach) * outWidth), 1, batch);

        // Spread evenly: three and one would keep one thread waiting.
        var imageBlocks = (batch + images - 1) / images;
        images = (batch + imageBlocks - 1) / imageBlocks;
        bands = images > 1 ? 1 : Math.Clamp((Positions + wanted - 1) / wanted, 1, outHeight);
        rows = (outHeight + bands - 1) / bands;
        bands = (outHeight + rows - 1) / rows;
        Blocks = (long)((batch + images - 1) / images) * bands;
        Stride = RoundUp(Filled(images, rows));
        ImageStride = (rows + reach) * outWidth;

        // An odd number of cache lines keeps equal positions of different planes apart in the first-level cache.
        planeStride = (RoundUp(images * (rows + reach) * outWidth + ShiftedPlanes.Margin) / 64 | 1) * 64;
        SetOffsets(g);
        shifted = ShiftedPlanes.For(g, images * (rows + reach), phases, path);
    }

    /// <summary>Positions that are computed for one image and dropped.</summary>
    internal static int Filling(ConvolutionGeometry g, KernelPath path, bool withStrips) =>
        IsAlone(g, path, withStrips) ? 0 : Reach(g) * g.OutWidth;

    internal override Block Load(byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x)
    {
        var g = Geometry;
        (var imageBlock, var band) = Math.DivRem(block, bands);
        var firstImage = (int)imageBlock * images;
        var count = Math.Min(images, batch - firstImage);
        var firstRow = (int)band * rows;
        var kept = Math.Min(rows, outHeight - firstRow);
        var plane = (kept + reach) * outWidth;
        var channelStride = g.KernelWidth * phases * planeStride;
        x = scratch.Activations(ShiftedPlanes.Margin + (long)inChannels * channelStride + plane + Slack) + ShiftedPlanes.Margin;
        var target = x;
        var source = input + (long)firstImage * InputLength + (long)group * inChannels * ChannelLength;
        var y = firstRow * g.StrideHeight - g.PadTop;
        for (var c = 0; c < inChannels; c++, source += ChannelLength, target += channelStride)
        {
            if (shifted is not null)
                shifted.Fill(source, inputEnd, padding, y, count, kept + reach, target, planeStride);
            else
                for (var i = 0; i < count; i++)
                    CopyRows(source + (long)i * InputLength, inputEnd, padding, y, kept + reach, target + i * plane);
        }

        return new Block(
            firstImage * (long)Positions + firstRow * outWidth,
            count * kept * outWidth,
            RoundUp(Filled(count, kept))
        );
    }

    internal override void Compact(int* sums, int n, Block block)
    {
        var image = Positions;
        if (block.Count <= image)
            return;
        var filled = (outHeight + reach) * outWidth;
        var count = block.Count / image;
        for (var j = 0; j < n; j++)
        {
            var row = sums + (long)j * Stride;
            for (var i = 1; i < count; i++)
                new ReadOnlySpan<int>(row + i * filled, image).CopyTo(new Span<int>(row + i * image, image));
        }
    }

    /// <summary>Whether blocks hold one image or less: when there are positions and products enough in one.</summary>
    private static bool IsAlone(ConvolutionGeometry g, KernelPath path, bool withStrips)
    {
        const int GoodVectors = 3;
        var positions = RoundUp(g.Positions);
        return positions >= Math.Max(path.MinPlanePositions(withStrips), GoodVectors * KernelPath.VectorPositions)
            && (long)positions * g.FanIn * (g.OutChannels / g.Groups) >= MinProducts;
    }

    /// <summary>Positions from the first output to the last of so many images.</summary>
    private int Filled(int count, int kept) => ((count - 1) * (kept + reach) + kept) * outWidth;

    /// <summary>One image and channel, row by row.</summary>
    private void CopyRows(byte* image, byte* inputEnd, byte padding, int firstRow, int height, byte* target)
    {
        var g = Geometry;
        for (var kx = 0; kx < g.KernelWidth; kx++)
        {
            var copy = new RunCopy(g.InWidth, kx * g.DilationWidth - g.PadLeft, outWidth, g.StrideWidth, padding);
            for (var phase = 0; phase < phases; phase++, target += planeStride)
            {
                var to = target;
                var y = firstRow + phase;
                for (var row = 0; row < height; row++, y += g.StrideHeight, to += outWidth)
                {
                    if ((uint)y < (uint)g.InHeight)
                        copy.Row(image + (long)y * g.InWidth, to, inputEnd);
                    else
                        copy.Padding(to);
                }
            }
        }
    }

    private void SetOffsets(ConvolutionGeometry g)
    {
        var offset = Offsets;
        for (var c = 0; c < inChannels; c++)
        for (var ky = 0; ky < g.KernelHeight; ky++)
        {
            var (row, phase) = Math.DivRem(ky * g.DilationHeight, g.StrideHeight);
            for (var kx = 0; kx < g.KernelWidth; kx++)
                *offset++ = ((nint)(c * g.KernelWidth + kx) * phases + phase) * planeStride + row * outWidth;
        }
    }
}
