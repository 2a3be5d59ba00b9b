namespace QosNets.Kernels;

/// <summary>
/// Sizes of one approximated layer. Input [batch, InChannels, InHeight, InWidth], weights
/// [OutChannels, InChannels/Groups, KernelHeight, KernelWidth], output [batch, OutChannels, OutHeight, OutWidth].
/// A fully connected layer is the 1×1 convolution of a 1×1 image.
/// </summary>
public sealed record ConvolutionGeometry
{
    /// <summary>Sizes of a layer whose strides and paddings are alike in both directions, without dilation.</summary>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="inHeight">Rows of the input.</param>
    /// <param name="inWidth">Columns of the input.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="kernelHeight">Rows of the kernel.</param>
    /// <param name="kernelWidth">Columns of the kernel.</param>
    /// <param name="stride">Rows and columns from one output to the next.</param>
    /// <param name="padding">Rows and columns of padding on each side.</param>
    /// <param name="groups">Groups of channels.</param>
    public ConvolutionGeometry(
        int inChannels,
        int inHeight,
        int inWidth,
        int outChannels,
        int kernelHeight,
        int kernelWidth,
        int stride,
        int padding,
        int groups
    )
    {
        (InChannels, InHeight, InWidth) = (inChannels, inHeight, inWidth);
        (OutChannels, KernelHeight, KernelWidth, Groups) = (outChannels, kernelHeight, kernelWidth, groups);
        (StrideHeight, StrideWidth) = (stride, stride);
        (PadTop, PadLeft, PadBottom, PadRight) = (padding, padding, padding, padding);
    }

    /// <summary>Input channels, a multiple of <see cref="Groups"/>.</summary>
    public int InChannels { get; init; }

    /// <summary>Rows of the input.</summary>
    public int InHeight { get; init; }

    /// <summary>Columns of the input.</summary>
    public int InWidth { get; init; }

    /// <summary>Output channels, a multiple of <see cref="Groups"/>.</summary>
    public int OutChannels { get; init; }

    /// <summary>Rows of the kernel, at least 1.</summary>
    public int KernelHeight { get; init; }

    /// <summary>Columns of the kernel, at least 1.</summary>
    public int KernelWidth { get; init; }

    /// <summary>Input rows from one output row to the next, at least 1.</summary>
    public int StrideHeight { get; init; }

    /// <summary>Input columns from one output column to the next, at least 1.</summary>
    public int StrideWidth { get; init; }

    /// <summary>Input rows from one kernel row to the next, at least 1.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Input columns from one kernel column to the next, at least 1.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Rows of padding above the input, at least 0.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of padding before the input, at least 0.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows of padding below the input, at least 0.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns of padding behind the input, at least 0.</summary>
    public int PadRight { get; init; }

    /// <summary>Groups of channels; the outputs of a group see its inputs only.</summary>
    public int Groups { get; init; }

    /// <summary>Input rows that one output sees, those between kernel rows included.</summary>
    public int SpanHeight => Span(KernelHeight, DilationHeight);

    /// <summary>Input columns that one output sees, those between kernel columns included.</summary>
    public int SpanWidth => Span(KernelWidth, DilationWidth);

    /// <summary>Rows of the output, 0 where the kernel exceeds the padded input.</summary>
    public int OutHeight => Outputs((long)InHeight + PadTop + PadBottom, SpanHeight, StrideHeight);

    /// <summary>Columns of the output, 0 where the kernel exceeds the padded input.</summary>
    public int OutWidth => Outputs((long)InWidth + PadLeft + PadRight, SpanWidth, StrideWidth);

    /// <summary>Products that are summed for one output value (K).</summary>
    public int FanIn => InChannels / Groups * KernelHeight * KernelWidth;

    /// <summary>Output positions of one image.</summary>
    public int Positions => OutHeight * OutWidth;

    /// <summary>Bytes of one input image.</summary>
    public int InputLength => InChannels * InHeight * InWidth;

    /// <summary>Values of one output image.</summary>
    public int OutputLength => OutChannels * Positions;

    /// <summary>Multiplications of one image (c_l), padding included as the hardware does it.</summary>
    public long Multiplications => (long)OutputLength * FanIn;

    /// <summary>The geometry of a fully connected layer.</summary>
    public static ConvolutionGeometry Linear(int inFeatures, int outFeatures) =>
        new(inFeatures, 1, 1, outFeatures, 1, 1, 1, 0, 1);

    // Sizes come from files too: what exceeds the range of an int stays at its end, where other checks find it.
    private static int Span(int kernel, int dilation) => (int)Math.Min((long)dilation * (kernel - 1) + 1, int.MaxValue);

    private static int Outputs(long padded, int span, int stride) =>
        padded < span ? 0 : (int)Math.Min((padded - span) / stride + 1, int.MaxValue);
}
