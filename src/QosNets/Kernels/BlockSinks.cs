namespace QosNets.Kernels;

/// <summary>Takes finished blocks of sums: sums[j, p] belongs to channel firstChannel + j and position first + p of the batch.</summary>
internal unsafe interface IBlockSink
{
    void Accept(int* sums, int stride, int channels, int firstChannel, long first, int count);
}

/// <summary>Stores sums as [batch, OutChannels, positions].</summary>
internal readonly unsafe struct CopySink(ConvolutionGeometry g, int* target) : IBlockSink
{
    private readonly int positions = g.Positions;
    private readonly int outChannels = g.OutChannels;

    public void Accept(int* sums, int stride, int channels, int firstChannel, long first, int count)
    {
        if (positions == 1)
        {
            for (int p = 0; p < count; p++)
            {
                int* row = target + (first + p) * outChannels + firstChannel;
                for (int j = 0; j < channels; j++)
                    row[j] = sums[(long)j * stride + p];
            }

            return;
        }

        for (int done = 0; done < count;)
        {
            (long image, long position) = Math.DivRem(first + done, positions);
            int length = (int)Math.Min(count - done, positions - position);
            for (int j = 0; j < channels; j++)
            {
                int* row = target + (image * outChannels + firstChannel + j) * positions + position;
                new ReadOnlySpan<int>(sums + (long)j * stride + done, length).CopyTo(new Span<int>(row, length));
            }

            done += length;
        }
    }
}

/// <summary>Hands sums to an epilogue, split at the borders of images.</summary>
internal readonly struct EpilogueSink<TEpilogue>(int positions, TEpilogue epilogue) : IBlockSink
    where TEpilogue : struct, IEpilogue
{
    private readonly TEpilogue epilogue = epilogue;

    public unsafe void Accept(int* sums, int stride, int channels, int firstChannel, long first, int count)
    {
        for (int done = 0; done < count;)
        {
            (long image, long position) = Math.DivRem(first + done, positions);
            int length = (int)Math.Min(count - done, positions - position);
            for (int j = 0; j < channels; j++)
                epilogue.Store((int)image, firstChannel + j, (int)position, new ReadOnlySpan<int>(sums + (long)j * stride + done, length));
            done += length;
        }
    }
}
