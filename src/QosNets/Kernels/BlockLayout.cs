using System.Runtime.InteropServices;

namespace QosNets.Kernels;

/// <summary>Positions First to First + Count − 1 of the batch, laid out as Positions values of which some are filling.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Block(long First, int Count, int Positions);

/// <summary>
/// How the inputs of a block of output positions reach the kernels, which read neighbouring positions as one vector.
/// </summary>
internal abstract unsafe class BlockLayout(ConvolutionGeometry g, long total)
{
    /// <summary>Bytes that may be read beyond the last offset: kernels read up to four vectors where one is left.</summary>
    protected const int Slack = 4 * GemmPath.VectorPositions;

    private readonly AlignedBuffer offsets = new(g.FanIn * sizeof(nint));

    /// <summary>Number of blocks that cover the batch.</summary>
    internal long Blocks { get; private protected init; }

    /// <summary>Most positions of a block, filling included; a multiple of 64.</summary>
    internal int Stride { get; private protected init; }

    /// <summary>Positions from one image of a block to the next, filling included.</summary>
    internal int ImageStride { get; private protected init; } = g.Positions;

    /// <summary>Where activation k of position 0 lies in a block that was loaded; valid while the layout is reachable.</summary>
    internal nint* Offsets => (nint*)offsets.Pointer;

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
    /// Chooses a layout. Planes cost filling between small images, patches a copy per product and row: planes win
    /// where there is no filling and while few outputs share the copies.
    /// </summary>
    internal static BlockLayout Choose(ConvolutionGeometry g, int batch, GemmPath path)
    {
        // A pointwise layer has no rows: the image is one run.
        if (g is { KernelHeight: 1, KernelWidth: 1, Stride: 1, Padding: 0 })
            return new PatchLayout(g with { InHeight = 1, InWidth = g.InHeight * g.InWidth }, batch, path);
        var channels = g.OutChannels / g.Groups;
        const int CopyCost = 100;
        var usePlanes = (long)channels * PlaneLayout.Filling(g, path) * g.OutWidth <= (long)CopyCost * g.Positions;
        return usePlanes ? new PlaneLayout(g, batch, path) : new PatchLayout(g, batch, path);
    }

    /// <summary>
    /// Lays a block out in the scratch memory; x[<see cref="Offsets"/>[k] + p] is then activation k of position p.
    /// </summary>
    internal abstract Block Load(byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x);

    /// <summary>Takes the filling out of n rows of sums.</summary>
    internal abstract void Compact(int* sums, int n, Block block);

    protected static int RoundUp(int positions) =>
        (positions + GemmPath.VectorPositions - 1) / GemmPath.VectorPositions * GemmPath.VectorPositions;
}
