namespace QosNets.Kernels;

/// <summary>
/// Sizes of one approximated layer. Input [batch, InChannels, InHeight, InWidth], weights
/// [OutChannels, InChannels/Groups, KernelHeight, KernelWidth], output [batch, OutChannels, OutHeight, OutWidth].
/// A fully connected layer is the 1×1 convolution of a 1×1 image.
/// </summary>
public sealed record ConvolutionGeometry(
    int InChannels,
    int InHeight,
    int InWidth,
    int OutChannels,
    int KernelHeight,
    int KernelWidth,
    int Stride,
    int Padding,
    int Groups
)
{
    /// <summary>Rows of the output.</summary>
    public int OutHeight => (InHeight + 2 * Padding - KernelHeight) / Stride + 1;

    /// <summary>Columns of the output.</summary>
    public int OutWidth => (InWidth + 2 * Padding - KernelWidth) / Stride + 1;

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
}
