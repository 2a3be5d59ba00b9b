using System.Runtime.InteropServices;

namespace QosNets.Kernels;

/// <summary>Positions First to First + Count − 1 of the batch, laid out as Positions values of which some are filling.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Block(long First, int Count, int Positions);

/// <summary>How the inputs of a block of output positions reach the kernels, which read neighbouring positions as one vector.</summary>
internal abstract unsafe class BlockLayout(ConvolutionGeometry g, long total)
{
    /// <summary>Bytes that may be read beyond the last offset: kernels read up to four vectors where one is left.</summary>
    protected const int Slack = 4 * GemmPath.VectorPositions;

    /// <summary>Number of blocks that cover the batch.</summary>
    internal long Blocks { get; private protected init; }

    /// <summary>Most positions of a block, filling included; a multiple of 64.</summary>
    internal int Stride { get; private protected init; }

    protected ConvolutionGeometry Geometry { get; } = g;

    /// <summary>Positions of the whole batch.</summary>
    protected long Total { get; } = total;

    /// <summary>
    /// Chooses a layout. Planes cost filling beside every row, patches a copy per product and row: planes win
    /// while few outputs share the copies.
    /// </summary>
    internal static BlockLayout Choose(ConvolutionGeometry g, int batch, GemmPath path)
    {
        // A pointwise layer has no rows: the image is one run.
        if (g is { KernelHeight: 1, KernelWidth: 1, Stride: 1, Padding: 0 })
            return new PatchLayout(g with { InHeight = 1, InWidth = g.InHeight * g.InWidth }, batch, path);
        int channels = g.OutChannels / g.Groups;
        long filled = (long)PlaneLayout.Height(g, g.OutHeight) * PlaneLayout.Width(g);
        const int CopyCost = 200;
        bool usePlanes = channels * (filled - g.Positions) * g.OutWidth <= (long)CopyCost * g.Positions;
        return usePlanes ? new PlaneLayout(g, batch, path) : new PatchLayout(g, batch, path);
    }

    /// <summary>Lays a block out in the scratch memory; x[offsets[k] + p] is then activation k of position p.</summary>
    internal abstract Block Load(byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x, out nint* offsets);

    /// <summary>Takes the filling out of n rows of sums.</summary>
    internal abstract void Compact(int* sums, int n, Block block);

    protected static int RoundUp(int positions)
        => (positions + GemmPath.VectorPositions - 1) / GemmPath.VectorPositions * GemmPath.VectorPositions;
}
