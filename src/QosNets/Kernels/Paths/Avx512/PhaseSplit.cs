using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// Splits image rows for stride 2 with AVX-512 VBMI. Even and odd rows, and of each its even and odd columns, become rows of
/// four planes. 256 bytes of the image serve as a table, in which every byte of a plane looks up its source.
/// </summary>
internal sealed unsafe class PhaseSplit
{
    private const int Width = 64;
    private const int SourceBytes = 4 * Width;

    private readonly ConvolutionGeometry g;
    private readonly AlignedBuffer indices = new(4 * Width);
    private readonly int rows;

    private PhaseSplit(ConvolutionGeometry g)
    {
        this.g = g;
        rows = Width / g.OutWidth;
        var index = indices.Pointer;
        for (var phase = 0; phase < 2; phase++)
        for (var remainder = 0; remainder < 2; remainder++, index += Width)
        for (var j = 0; j < Width; j++)
        {
            (var row, var column) = Math.DivRem(j, g.OutWidth);
            var from = (2 * row + phase) * g.InWidth + 2 * column + remainder;
            index[j] = (byte)(row < rows ? Math.Min(from, SourceBytes - 1) : 0);
        }
    }

    /// <summary>
    /// For layers of stride 2 whose output rows fit a vector and with at least 2 kernel columns; null for others.
    /// </summary>
    internal static PhaseSplit? For(ConvolutionGeometry g) =>
        g.StrideHeight == 2 && g.StrideWidth == 2 && g.KernelWidth > 1 && g.OutWidth <= Width && g.InWidth <= 2 * g.OutWidth
            ? new PhaseSplit(g)
            : null;

    /// <summary>The first row of planes that starts with image row y whose rows of the image both exist.</summary>
    internal static int FirstRow(int y, int height) => Math.Clamp((1 - y) / 2, 0, height);

    /// <summary>
    /// Fills rows of four planes, each a plane stride behind the one before: the even columns of phase 0 and of phase 1, then
    /// the odd columns of both.
    /// </summary>
    /// <param name="image">One channel of one image.</param>
    /// <param name="inputEnd">End of the memory that may be read.</param>
    /// <param name="y">Image row of the first row of phase 0.</param>
    /// <param name="first">First row to fill, see <see cref="FirstRow"/>.</param>
    /// <param name="height">Rows of a plane.</param>
    /// <param name="plane">First plane; up to 63 bytes behind its rows may be overwritten.</param>
    /// <param name="planeStride">Bytes from one plane to the next.</param>
    /// <returns>The row behind the last that was filled.</returns>
    internal int Split(byte* image, byte* inputEnd, int y, int first, int height, byte* plane, int planeStride)
    {
        var end = Math.Clamp((g.InHeight - y) / 2, first, height);
        var source = image + (long)(y + 2 * first) * g.InWidth;
        var target = plane + first * g.OutWidth;
        var even = Vector512.LoadAligned(indices.Pointer);
        var odd = Vector512.LoadAligned(indices.Pointer + Width);
        var laterEven = Vector512.LoadAligned(indices.Pointer + 2 * Width);
        var laterOdd = Vector512.LoadAligned(indices.Pointer + 3 * Width);
        var row = first;
        for (; row < end && inputEnd - source >= SourceBytes; row += rows)
        {
            var s0 = Vector512.Load(source);
            var s1 = Vector512.Load(source + Width);
            var s2 = Vector512.Load(source + 2 * Width);
            var s3 = Vector512.Load(source + 3 * Width);
            ByteMap.LookUp(s0, s1, s2, s3, even).Store(target);
            ByteMap.LookUp(s0, s1, s2, s3, laterEven).Store(target + planeStride);
            ByteMap.LookUp(s0, s1, s2, s3, odd).Store(target + 2 * planeStride);
            ByteMap.LookUp(s0, s1, s2, s3, laterOdd).Store(target + 3 * planeStride);
            source += 2 * rows * g.InWidth;
            target += rows * g.OutWidth;
        }

        return Math.Min(row, end);
    }
}
