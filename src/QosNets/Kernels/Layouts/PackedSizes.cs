using System.Runtime.InteropServices;

namespace QosNets.Kernels;

/// <summary>Sizes of a layer and of its buffers for <see cref="PackedProducts"/>, computed once a call.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct PackedSizes
{
    // Sums of a band stay in the first-level cache.
    private const int MaxBandSums = 2048;

    internal PackedSizes(ConvolutionGeometry g)
    {
        (KernelHeight, KernelWidth) = (g.KernelHeight, g.KernelWidth);
        (StrideHeight, StrideWidth) = (g.StrideHeight, g.StrideWidth);
        (DilationHeight, DilationWidth) = (g.DilationHeight, g.DilationWidth);
        (InHeight, InWidth, PadTop) = (g.InHeight, g.InWidth, g.PadTop);
        (OutHeight, OutWidth) = (g.OutHeight, g.OutWidth);
        ReadsImage =
            g is { KernelWidth: 3, DilationWidth: 1, PadLeft: 1, StrideWidth: 1 or 2 } && g.InWidth == OutWidth * StrideWidth;
        Pitch = ReadsImage ? OutWidth : OutWidth - 1 + (g.SpanWidth + StrideWidth - 1) / StrideWidth;
        BandRows = Math.Clamp(MaxBandSums / (Pitch * StrideHeight), 1, OutHeight);
        Tables = (KernelHeight + PackedProducts.Fields - 1) / PackedProducts.Fields * KernelWidth * PackedProducts.TableEntries;
        PaddedBytes = (long)Reach(BandRows) * RowBytes + g.SpanWidth + 4 * StrideWidth + RunCopy.Overrun;
        PartialSums = (long)Reach(BandRows) * Pitch + PackedProducts.Overrun + PackedProducts.Fields;
    }

    internal int KernelHeight { get; }

    internal int KernelWidth { get; }

    internal int StrideHeight { get; }

    internal int StrideWidth { get; }

    internal int DilationHeight { get; }

    internal int DilationWidth { get; }

    internal int InHeight { get; }

    internal int InWidth { get; }

    internal int PadTop { get; }

    internal int OutHeight { get; }

    internal int OutWidth { get; }

    /// <summary>
    /// Whether rows of the image are read where they lie, as 3 kernel columns with a padding of 1 do: only the first and the
    /// last column of a row see it. Otherwise they are copied with their padding.
    /// </summary>
    internal bool ReadsImage { get; }

    /// <summary>Sums along the kernel columns of an image row; those of a padded row run on into the next one.</summary>
    internal int Pitch { get; }

    /// <summary>Bytes of an image row with its padding.</summary>
    internal int RowBytes => Pitch * StrideWidth;

    /// <summary>Output rows of a band.</summary>
    internal int BandRows { get; }

    /// <summary>Entries of the tables of a channel.</summary>
    internal int Tables { get; }

    /// <summary>Bytes of the padded rows of a band, and of what is read or written behind them.</summary>
    internal long PaddedBytes { get; }

    /// <summary>Sums along the kernel columns of a band, and what is read or written behind them.</summary>
    internal long PartialSums { get; }

    /// <summary>Image rows that so many output rows see.</summary>
    internal int Reach(int rows) => (rows - 1) * StrideHeight + (KernelHeight - 1) * DilationHeight + 1;
}
