namespace QosNets.Networks;

/// <summary>The shape that pooling over square windows gives.</summary>
internal static class PoolWindows
{
    /// <summary>Shape of the pooled tensor: a window begins at every stride-th row and column that leaves it room.</summary>
    /// <exception cref="NetworkException">The sizes are out of range, or no window fits.</exception>
    public static Shape Pooled(string node, Shape input, int kernel, int stride, int padding)
    {
        if (kernel < 1 || stride < 1 || padding < 0 || padding > kernel / 2)
            throw new NetworkException(
                $"{node}: window {kernel}, stride {stride}, padding {padding}; window and stride begin at 1, padding is at most "
                    + "half a window"
            );
        var (height, width) = ((long)input.Height + 2L * padding - kernel, (long)input.Width + 2L * padding - kernel);
        if (height < 0 || width < 0)
            throw new NetworkException($"{node}: a {kernel}×{kernel} window does not fit a {input} input padded by {padding}");
        return new Shape(input.Channels, (int)(height / stride) + 1, (int)(width / stride) + 1);
    }
}
