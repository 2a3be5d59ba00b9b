using System.Runtime.CompilerServices;

namespace QosNets.Kernels;

/// <summary>
/// How a depthwise layer lies in memory for <see cref="SingleProducts256"/>: bands of image rows with their padding, and where
/// the places of the kernel are in them. Layers keep theirs from call to call.
/// </summary>
internal sealed class DepthwiseBands
{
    // A band and its sums stay in the first-level cache.
    private const int MaxBytes = 8 << 10;

    private static readonly ConditionalWeakTable<ConvolutionGeometry, DepthwiseBands> Known = [];

    private readonly ConvolutionGeometry g;

    private DepthwiseBands(ConvolutionGeometry g)
    {
        this.g = g;
        RowBytes = (g.OutWidth - 1) * g.StrideWidth + g.SpanWidth;
        Rows = Math.Clamp(MaxBytes / (RowBytes * g.StrideHeight), 1, g.OutHeight);
        var bytes = (long)Reach(Rows + DepthwiseRuns.RowsBehind) * RowBytes;
        Bytes = bytes + RunCopy.Overrun + SingleProducts256.Overrun;
        Together = HoldsImage ? (int)Math.Max(1, MaxBytes / Bytes) : 1;
        Runs = new DepthwiseRuns(g, RowBytes, Rows);
        Pairs = [.. FindPairs(g)];
        Offsets = Array.ConvertAll(
            Pairs,
            p => (nint)(p.K / g.KernelWidth * g.DilationHeight * RowBytes + p.K % g.KernelWidth * g.DilationWidth)
        );
    }

    /// <summary>Bytes of a row with its padding.</summary>
    internal int RowBytes { get; }

    /// <summary>Output rows of a band.</summary>
    internal int Rows { get; }

    /// <summary>Whether a band is all of an image.</summary>
    internal bool HoldsImage => Rows == g.OutHeight;

    /// <summary>Bytes of a band, with what is read or written behind it.</summary>
    internal long Bytes { get; }

    /// <summary>Images that are laid out at a time.</summary>
    internal int Together { get; }

    /// <summary>Runs of a band.</summary>
    internal DepthwiseRuns Runs { get; }

    /// <summary>
    /// The kernel's places k by twos: neighbours in a row are a pair; one that is left, or has no neighbour beside it, is alone.
    /// </summary>
    internal (int K, bool IsPair)[] Pairs { get; }

    /// <summary>Where each of these lies in a band.</summary>
    internal nint[] Offsets { get; }

    /// <summary>Those of a layer.</summary>
    internal static DepthwiseBands Of(ConvolutionGeometry g) => Known.GetValue(g, g => new DepthwiseBands(g));

    /// <summary>Image rows that so many output rows see.</summary>
    internal int Reach(int rows) => (rows - 1) * g.StrideHeight + g.SpanHeight;

    private static IEnumerable<(int, bool)> FindPairs(ConvolutionGeometry g)
    {
        for (var ky = 0; ky < g.KernelHeight; ky++)
        for (var kx = 0; kx < g.KernelWidth; kx++)
        {
            var isPair = g.DilationWidth == 1 && kx + 1 < g.KernelWidth;
            yield return (ky * g.KernelWidth + kx, isPair);
            kx += isPair ? 1 : 0;
        }
    }
}
