using System.Runtime.InteropServices;

namespace QosNets.Kernels;

/// <summary>
/// Neighbouring output positions that are computed together: First to First + Count − 1 of the batch. Kernels compute
/// Positions sums for them. Those beyond Count are filling: they are computed and dropped.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Block(long First, int Count, int Positions);

/// <summary>
/// Cuts the output positions of a batch into blocks and lays out the activations of one block for the kernels. Kernels load
/// activation k of neighbouring positions as one vector, so a layout brings these bytes side by side.
/// </summary>
internal abstract unsafe class BlockLayout(ConvolutionGeometry g, long total)
{
    /// <summary>Bytes behind a block that kernels may read, since they load four vectors even where one is left.</summary>
    protected const int Slack = 4 * KernelPath.VectorPositions;

    private readonly AlignedBuffer offsets = new(g.FanIn * sizeof(nint));

    /// <summary>Number of blocks that cover the batch.</summary>
    internal long Blocks { get; private protected init; }

    /// <summary>Most positions of a block, filling included; a multiple of 64.</summary>
    internal int Stride { get; private protected init; }

    /// <summary>Positions from one image of a block to the next, filling included.</summary>
    internal int ImageStride { get; private protected init; } = g.Positions;

    /// <summary>Where activation k of position 0 lies in a block that was loaded; valid while the layout is reachable.</summary>
    internal nint* Offsets => (nint*)offsets.Pointer;

    /// <summary>Sizes of the layer.</summary>
    protected ConvolutionGeometry Geometry { get; } = g;

    /// <summary>Positions of one image.</summary>
    protected int Positions { get; } = g.Positions;

    /// <summary>Bytes of one image and of one of its channels.</summary>
    protected int InputLength { get; } = g.InputLength;

    /// <inheritdoc cref="InputLength"/>
    protected int ChannelLength { get; } = g.InHeight * g.InWidth;

    /// <summary>Positions of the whole batch.</summary>
    protected long Total { get; } = total;

    /// <summary>
    /// Chooses a layout. Planes cost filling between the images of a block. Patches cost a copy of every activation for
    /// each k that reads it. Hence planes win where there is no filling, or where few output channels share the copies.
    /// </summary>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="batch">Number of images.</param>
    /// <param name="path">Path that computes it.</param>
    /// <param name="withStrips">Whether it does so with whatever a <see cref="StripPath"/> lays strips out for.</param>
    internal static BlockLayout Choose(ConvolutionGeometry g, int batch, KernelPath path, bool withStrips)
    {
        // A pointwise layer has no rows: the image is one run.
        if (IsPointwise(g))
            return new PatchLayout(g with { InHeight = 1, InWidth = g.InHeight * g.InWidth }, batch, path, withStrips);
        if (path.LayOutSmallImages(g, batch) is { } small)
            return small;
        var channels = g.OutChannels / g.Groups;
        const int CopyCost = 100;
        var usePlanes = (long)channels * PlaneLayout.Filling(g, path, withStrips) * g.OutWidth <= (long)CopyCost * g.Positions;
        return usePlanes ? new PlaneLayout(g, batch, path, withStrips) : new PatchLayout(g, batch, path, withStrips);
    }

    /// <summary>
    /// Planes that a kernel column needs so that the image rows of every kernel row are neighbours in one of them: with stride
    /// s, one for each remainder by s that kernel rows reach.
    /// </summary>
    protected static int PhasesOf(ConvolutionGeometry g) =>
        g.DilationHeight % g.StrideHeight == 0 ? 1 : Math.Min(g.StrideHeight, g.SpanHeight);

    /// <summary>Rows of a plane beyond the output rows.</summary>
    protected static int Reach(ConvolutionGeometry g) => (g.SpanHeight - 1) / g.StrideHeight;

    private static bool IsPointwise(ConvolutionGeometry g) =>
        g
            is { KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1 }
                and { PadTop: 0, PadLeft: 0, PadBottom: 0, PadRight: 0 };

    /// <summary>
    /// Lays a block out in the scratch memory; x[<see cref="Offsets"/>[k] + p] is then activation k of position p.
    /// </summary>
    /// <param name="input">Activations [batch, InChannels, InHeight, InWidth].</param>
    /// <param name="inputEnd">End of the memory that may be read.</param>
    /// <param name="padding">Byte outside the images.</param>
    /// <param name="group">Group of channels.</param>
    /// <param name="block">Index of the block, below <see cref="Blocks"/>.</param>
    /// <param name="scratch">Memory of the thread; the block is valid until the next one is loaded there.</param>
    /// <param name="x">Where the offsets count from.</param>
    internal abstract Block Load(byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x);

    /// <summary>Takes the filling out of the sums of n output channels.</summary>
    internal abstract void Compact(int* sums, int n, Block block);

    /// <summary>The next multiple of <see cref="KernelPath.VectorPositions"/>.</summary>
    protected static int RoundUp(int positions) =>
        (positions + KernelPath.VectorPositions - 1) / KernelPath.VectorPositions * KernelPath.VectorPositions;
}
