namespace QosNets.Networks;

/// <summary>The windows of a pooling: rows and columns, steps between windows, and how far they reach over the input.</summary>
/// <param name="Height">Rows of a window.</param>
/// <param name="Width">Columns of a window.</param>
/// <param name="StrideHeight">Rows from window to window.</param>
/// <param name="StrideWidth">Columns from window to window.</param>
/// <param name="Top">Rows above the input.</param>
/// <param name="Left">Columns before the input.</param>
/// <param name="Bottom">Rows below the input.</param>
/// <param name="Right">Columns behind the input.</param>
internal readonly record struct PoolWindows(
    int Height,
    int Width,
    int StrideHeight,
    int StrideWidth,
    int Top,
    int Left,
    int Bottom,
    int Right
)
{
    /// <summary>Whether the padding of opposite sides is equal, and at most half a window, as libtorch has it.</summary>
    public bool IsEven => Top == Bottom && Left == Right && Top <= Height / 2 && Left <= Width / 2;

    /// <summary>The windows of a node whose sizes may be left out.</summary>
    internal static PoolWindows Of(
        int kernel,
        int stride,
        int padding,
        int? kernelWidth,
        int? strideWidth,
        int? padLeft,
        int? padBottom,
        int? padRight
    ) =>
        new(
            kernel,
            kernelWidth ?? kernel,
            stride,
            strideWidth ?? stride,
            padding,
            padLeft ?? padding,
            padBottom ?? padding,
            padRight ?? padLeft ?? padding
        );

    /// <summary>Shape of the pooled tensor: a window begins at every stride-th row and column that leaves it room.</summary>
    /// <exception cref="NetworkException">The sizes are out of range, no window fits, or one holds padding alone.</exception>
    internal Shape Pooled(string node, Shape input) =>
        new(
            input.Channels,
            Pooled(node, input, input.Height, (Height, StrideHeight, Top, Bottom)),
            Pooled(node, input, input.Width, (Width, StrideWidth, Left, Right))
        );

    private static int Pooled(string node, Shape input, int size, (int Kernel, int Stride, int Before, int After) w)
    {
        if (w.Kernel < 1 || w.Stride < 1 || Math.Min(w.Before, w.After) < 0 || Math.Max(w.Before, w.After) >= w.Kernel)
            throw new NetworkException(
                $"{node}: window {w.Kernel}, stride {w.Stride}, padding {w.Before} and {w.After}; window and stride begin at 1, "
                    + "padding is less than a window"
            );
        var room = (long)size + w.Before + w.After - w.Kernel;
        if (room < 0)
            throw new NetworkException($"{node}: a window of {w.Kernel} does not fit a {input} input padded by {w.Before}");
        var count = room / w.Stride + 1;
        if ((count - 1) * w.Stride >= (long)size + w.Before)
            throw new NetworkException($"{node}: the last window of {w.Kernel} lies in the padding of a {input} input");
        return (int)count;
    }
}
