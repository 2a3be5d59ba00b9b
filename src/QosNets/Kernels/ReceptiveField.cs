namespace QosNets.Kernels;

/// <summary>The inputs that one output value sees.</summary>
internal static class ReceptiveField
{
    /// <summary>Copies the receptive field in the order of the weights: channel, kernel row, kernel column.</summary>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="image">One image, [InChannels, InHeight, InWidth].</param>
    /// <param name="padding">Byte that stands for zero outside the image.</param>
    /// <param name="group">Group of channels, 0 to Groups − 1.</param>
    /// <param name="row">Output row.</param>
    /// <param name="column">Output column.</param>
    /// <param name="destination">FanIn bytes.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Group, row or column lies outside the output.</exception>
    public static void Gather(
        ConvolutionGeometry g,
        ReadOnlySpan<byte> image,
        byte padding,
        int group,
        int row,
        int column,
        Span<byte> destination
    )
    {
        ArgumentNullException.ThrowIfNull(g);
        if (image.Length != g.InputLength)
            throw new ArgumentException($"image has {image.Length} bytes, the geometry {g.InputLength}", nameof(image));
        if (destination.Length != g.FanIn)
            throw new ArgumentException(
                $"destination has {destination.Length} bytes, the fan-in is {g.FanIn}",
                nameof(destination)
            );
        CheckIndex(group, g.Groups, nameof(group));
        CheckIndex(row, g.OutHeight, nameof(row));
        CheckIndex(column, g.OutWidth, nameof(column));

        var channels = g.InChannels / g.Groups;
        var k = 0;
        for (var c = group * channels; c < (group + 1) * channels; c++)
        for (var ky = 0; ky < g.KernelHeight; ky++)
        for (var kx = 0; kx < g.KernelWidth; kx++)
        {
            var y = row * g.StrideHeight - g.PadTop + ky * g.DilationHeight;
            var x = column * g.StrideWidth - g.PadLeft + kx * g.DilationWidth;
            var inside = (uint)y < (uint)g.InHeight && (uint)x < (uint)g.InWidth;
            destination[k++] = inside ? image[(c * g.InHeight + y) * g.InWidth + x] : padding;
        }
    }

    private static void CheckIndex(int value, int count, string name)
    {
        if ((uint)value >= (uint)count)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be in 0 to {count - 1}");
    }
}
