namespace QosNets.Kernels;

/// <summary>
/// Takes finished blocks of sums: sums[j, p] belongs to channel firstChannel + j and position first + p of the batch.
/// </summary>
internal unsafe interface IBlockSink
{
    void Accept(int* sums, int stride, int channels, int firstChannel, long first, int count);

    /// <summary>Where the sums of an image and channel may be written instead of being handed over; null if nowhere.</summary>
    int* Target(long image, int channel);

    /// <summary>Values from one image to the next at such a target.</summary>
    int ImageLength { get; }
}

/// <summary>Stores sums as [batch, OutChannels, positions].</summary>
internal readonly unsafe struct CopySink(ConvolutionGeometry g, int* target) : IBlockSink
{
    private const int Tile = 16;

    private readonly int positions = g.Positions;
    private readonly int outChannels = g.OutChannels;

    public int ImageLength => positions * outChannels;

    public int* Target(long image, int channel) => target + (image * outChannels + channel) * positions;

    public void Accept(int* sums, int stride, int channels, int firstChannel, long first, int count)
    {
        if (positions == 1)
        {
            // In tiles, since channels that lie a power of two apart share few lines of the first-level cache.
            for (var p = 0; p < count; p += Tile)
            for (var j = 0; j < channels; j += Tile)
                Turn(
                    sums + (long)j * stride + p,
                    stride,
                    target + (first + p) * outChannels + firstChannel + j,
                    Math.Min(Tile, count - p),
                    Math.Min(Tile, channels - j)
                );
            return;
        }

        (var image, var position) = Math.DivRem(first, positions);
        for (var done = 0; done < count; image++, position = 0)
        {
            var length = (int)Math.Min(count - done, positions - position);
            for (var j = 0; j < channels; j++)
            {
                var to = target + (image * outChannels + firstChannel + j) * positions + position;
                new ReadOnlySpan<int>(sums + (long)j * stride + done, length).CopyTo(new Span<int>(to, length));
            }

            done += length;
        }
    }

    private void Turn(int* from, int stride, int* to, int count, int channels)
    {
        for (var p = 0; p < count; p++, to += outChannels)
        for (var j = 0; j < channels; j++)
            to[j] = from[(long)j * stride + p];
    }
}

/// <summary>Hands sums to an epilogue, split at the borders of images.</summary>
internal readonly struct EpilogueSink<TEpilogue>(int positions, TEpilogue epilogue) : IBlockSink
    where TEpilogue : struct, IEpilogue
{
    private readonly TEpilogue epilogue = epilogue;

    public int ImageLength => 0;

    public unsafe int* Target(long image, int channel) => null;

    public unsafe void Accept(int* sums, int stride, int channels, int firstChannel, long first, int count)
    {
        (var image, var position) = Math.DivRem(first, positions);
        for (var done = 0; done < count; image++, position = 0)
        {
            var length = (int)Math.Min(count - done, positions - position);
            for (var j = 0; j < channels; j++)
                epilogue.Store(
                    (int)image,
                    firstChannel + j,
                    (int)position,
                    new ReadOnlySpan<int>(sums + (long)j * stride + done, length)
                );
            done += length;
        }
    }
}
