namespace QosNets.Kernels;

/// <summary>
/// One call on groups of one input channel, cut into items of one group and one block of positions. So few products are
/// summed that packing and storing weigh most: the table is looked up whole even where it has planes, and sums go straight
/// to where the sink wants them when whole vectors fit there.
/// </summary>
internal sealed unsafe class DepthwiseJob<TSink> : SharedWork
    where TSink : struct, IBlockSink
{
    private const int Width = DepthwiseKernel512.Width;

    // More outputs share an activation better in the blocks of ConvolutionJob.
    private const int MaxOutputs = 4;

    // A thread's object between two calls, which spares an allocation per call.
    [ThreadStatic]
    private static DepthwiseJob<TSink>? spare;

    private byte* input;
    private byte* inputEnd;
    private byte padding;
    private byte* weights;
    private PreparedTable table = null!;
    private TSink sink;
    private BlockLayout layout = null!;
    private int channels;
    private int products;
    private int imagePositions;

    private DepthwiseJob()
    {
    }

    /// <summary>Whether a layer is one for this job, its table has no plan that is faster, and the path has the kernel.</summary>
    internal static bool Suits(ConvolutionGeometry g, PreparedTable table, GemmPath path)
        => path.HasDepthwise && g.InChannels == g.Groups && g.OutChannels <= MaxOutputs * g.Groups && g.FanIn <= DepthwiseKernel512.MaxProducts
            && !HasFasterPlan(table, g.OutChannels / g.Groups);

    internal static void Run(
        ConvolutionGeometry g, BlockLayout layout, int batch, byte* input, byte padding, byte* weights, PreparedTable table, TSink sink, int threads)
    {
        DepthwiseJob<TSink> job = spare ?? new DepthwiseJob<TSink>();
        spare = null;
        job.input = input;
        job.inputEnd = input + (long)batch * g.InputLength;
        job.padding = padding;
        job.weights = weights;
        job.table = table;
        job.sink = sink;
        job.layout = layout;
        job.channels = g.OutChannels / g.Groups;
        job.products = g.FanIn;
        job.imagePositions = g.Positions;
        job.Run(layout.Blocks * g.Groups, threads);
        job.sink = default;
        job.table = null!;
        job.layout = null!;
        spare = job;
    }

    /// <summary>Sums without look-ups are faster, the product from two outputs on, which share its packing.</summary>
    private static bool HasFasterPlan(PreparedTable table, int outputs)
        => !table.Parts.IsGeneral && table.Parts.Planes.Length == 0 && !table.Terms.HasActivationTerms && (table.Parts.Product is null || outputs > 1);

    protected override void Do(long item)
    {
        (long group, long index) = Math.DivRem(item, layout.Blocks);
        Scratch scratch = Scratch.Current;
        long begin = ProductClock.Begin();
        Block block = layout.Load(input, inputEnd, padding, (int)group, index, scratch, out byte* x);
        ProductClock.End(begin);
        (long image, long position) = Math.DivRem(block.First, imagePositions);
        bool isOneImage = block.Count <= imagePositions - position;
        bool isWhole = isOneImage || (position == 0 && block.Count % imagePositions == 0 && layout.ImageStride >= imagePositions);
        int length = isOneImage ? block.Count : imagePositions;

        // Vectors that end with each image would leave too much of small images' vectors unused.
        isWhole &= isOneImage || 4 * length >= 3 * RoundUp(length);
        for (int channel = (int)group * channels; channel < ((int)group + 1) * channels; channel++)
        {
            if (!isWhole)
                SumAcross(x, block, channel, scratch);
            else if (length % Width == 0 && !table.IsWide && sink.Target(image, channel) is var target && target != null)
                SumImages(table.FirstPart, x, channel, block.Count / length, length, unchecked(products * table.Minimum), target + position, sink.ImageLength);
            else
                SumApart(x, block, channel, length, scratch);
        }
    }

    /// <summary>Sums of a block whose vectors run on over the borders of images.</summary>
    private void SumAcross(byte* x, Block block, int channel, Scratch scratch)
    {
        int* sums = scratch.Sums(layout.Stride);
        Sum(x, channel, 1, block.Positions, sums, block.Positions, scratch);
        layout.Compact(sums, 1, block);
        sink.Accept(sums, layout.Stride, 1, channel, block.First, block.Count);
    }

    /// <summary>Sums of each image by itself, handed on one after the other.</summary>
    private void SumApart(byte* x, Block block, int channel, int length, Scratch scratch)
    {
        int stride = RoundUp(length);
        int count = block.Count / length;
        int* sums = scratch.Sums((long)count * stride);
        Sum(x, channel, count, length, sums, stride, scratch);
        for (int i = 0; i < count; i++)
            sink.Accept(sums + (long)i * stride, stride, 1, channel, block.First + (long)i * length, length);
    }

    private void Sum(byte* x, int channel, int count, int length, int* sums, int stride, Scratch scratch)
    {
        SumImages(table.FirstPart, x, channel, count, length, unchecked(products * table.Minimum), sums, stride);
        if (!table.IsWide)
            return;
        int all = count * stride;
        int* upper = scratch.WideSums(all);
        SumImages(table.SecondPart, x, channel, count, length, 0, upper, stride);
        for (int p = 0; p < all; p++)
            sums[p] += upper[p] << 16;
    }

    /// <summary>Sums length positions, rounded up to vectors, of each image of one channel.</summary>
    private void SumImages(byte* part, byte* x, int channel, int count, int length, int start, int* target, int targetStride)
    {
        long begin = ProductClock.Begin();
        byte* w = weights + (long)channel * products;
        nint* offsets = layout.Offsets;
        int vectors = (length + Width - 1) / Width;
        int all = vectors * count;
        byte** from = stackalloc byte*[4];
        int** to = stackalloc int*[4];
        var (image, vector) = (0, 0);
        for (int done = 0; done < all;)
        {
            int taken = Math.Min(4, all - done);
            for (int i = 0; i < taken; i++)
            {
                from[i] = x + (nint)image * layout.ImageStride + vector * Width;
                to[i] = target + (nint)image * targetStride + vector * Width;
                if (++vector == vectors)
                    (image, vector) = (image + 1, 0);
            }

            done += taken;
            if (taken < 3)
            {
                for (int i = 0; i < taken; i++)
                    DepthwiseKernel512.Sum1(part, from[i], offsets, w, products, start, to[i]);
                continue;
            }

            // Three vectors take the time of four: the last is summed twice.
            int last = taken - 1;
            DepthwiseKernel512.Sum4(
                part, from[0], from[1], from[2], from[last], offsets, w, products, start, to[0], to[1], to[2], to[last]);
        }

        ProductClock.End(begin);
    }

    private static int RoundUp(int length) => (length + Width - 1) / Width * Width;
}
