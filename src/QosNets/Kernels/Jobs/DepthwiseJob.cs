namespace QosNets.Kernels;

/// <summary>
/// One call on groups of one input channel, cut into items of one group and one block of positions. So few products are
/// summed that packing and storing weigh most. Hence the table is looked up whole even where it has parts, and sums go
/// straight to where the sink wants them when whole vectors fit there.
/// </summary>
internal sealed unsafe class DepthwiseJob<TSink> : BlockJob<TSink>
    where TSink : struct, IBlockSink
{
    private const int Width = SingleOutput512.Width;

    // A thread's object between two calls, which spares an allocation per call.
    [ThreadStatic]
    private static DepthwiseJob<TSink>? spare;

    private int imagePositions;

    private DepthwiseJob() { }

    internal static void Run(
        ConvolutionGeometry g,
        BlockLayout layout,
        int batch,
        byte* input,
        byte padding,
        byte* weights,
        PreparedTable table,
        TSink sink,
        int threads
    )
    {
        var job = spare ?? new DepthwiseJob<TSink>();
        spare = null;
        job.Begin(g, layout, batch, input, padding, weights, table, sink);
        job.imagePositions = g.Positions;
        job.Run(layout.Blocks * g.Groups, threads);
        job.End();
        spare = job;
    }

    protected override void Do(long item)
    {
        (var group, var index) = Math.DivRem(item, Layout.Blocks);
        var scratch = Scratch.Current;
        var begin = ProductClock.Begin();
        var block = Load((int)group, index, scratch, out var x);
        ProductClock.EndLayout(begin);
        ProductClock.End(begin);
        (var image, var position) = Math.DivRem(block.First, imagePositions);
        var isOneImage = block.Count <= imagePositions - position;
        var isWhole = isOneImage || (position == 0 && block.Count % imagePositions == 0 && Layout.ImageStride >= imagePositions);
        var length = isOneImage ? block.Count : imagePositions;

        // Vectors that end with each image would leave too much of small images' vectors unused.
        isWhole &= isOneImage || 4 * length >= 3 * RoundUp(length);
        for (var channel = (int)group * Channels; channel < ((int)group + 1) * Channels; channel++)
        {
            if (!isWhole)
                SumAcross(x, block, channel, scratch);
            else if (length % Width == 0 && !Table.IsWide && Sink.Target(image, channel) is var target && target != null)
                SumImages(
                    Table.LowerWords,
                    x,
                    channel,
                    block.Count / length,
                    length,
                    unchecked(FanIn * Table.Minimum),
                    target + position,
                    Sink.ImageLength
                );
            else
                SumApart(x, block, channel, length, scratch);
        }
    }

    /// <summary>Sums of a block whose vectors run on over the borders of images.</summary>
    private void SumAcross(byte* x, Block block, int channel, Scratch scratch)
    {
        var sums = scratch.Sums(Layout.Stride);
        Sum(x, channel, 1, block.Positions, sums, block.Positions, scratch);
        Layout.Compact(sums, 1, block);
        Sink.Accept(sums, Layout.Stride, 1, channel, block.First, block.Count);
    }

    /// <summary>Sums of each image by itself, handed on one after the other.</summary>
    private void SumApart(byte* x, Block block, int channel, int length, Scratch scratch)
    {
        var stride = RoundUp(length);
        var count = block.Count / length;
        var sums = scratch.Sums((long)count * stride);
        Sum(x, channel, count, length, sums, stride, scratch);
        for (var i = 0; i < count; i++)
            Sink.Accept(sums + (long)i * stride, stride, 1, channel, block.First + (long)i * length, length);
    }

    private void Sum(byte* x, int channel, int count, int length, int* sums, int stride, Scratch scratch)
    {
        SumImages(Table.LowerWords, x, channel, count, length, unchecked(FanIn * Table.Minimum), sums, stride);
        if (!Table.IsWide)
            return;
        var all = count * stride;
        var upper = scratch.WideSums(all);
        SumImages(Table.UpperWords, x, channel, count, length, 0, upper, stride);
        PreparedTable.AddUpper(upper, sums, all);
    }

    /// <summary>Sums length positions, rounded up to vectors, of each image of one channel.</summary>
    private void SumImages(byte* columns, byte* x, int channel, int count, int length, int start, int* target, int targetStride)
    {
        var begin = ProductClock.Begin();
        var w = Weights + (long)channel * FanIn;
        var offsets = Layout.Offsets;
        var vectors = (length + Width - 1) / Width;
        var all = vectors * count;
        var from = stackalloc byte*[4];
        var to = stackalloc int*[4];
        var (image, vector) = (0, 0);
        for (var done = 0; done < all; )
        {
            var taken = Math.Min(4, all - done);
            for (var i = 0; i < taken; i++)
            {
                from[i] = x + (nint)image * Layout.ImageStride + vector * Width;
                to[i] = target + (nint)image * targetStride + vector * Width;
                if (++vector == vectors)
                    (image, vector) = (image + 1, 0);
            }

            done += taken;
            if (taken < 3)
            {
                for (var i = 0; i < taken; i++)
                    SingleOutput512.Sum1(columns, from[i], offsets, w, FanIn, start, isFirst: true, to[i]);
                continue;
            }

            // Three vectors take the time of four: the last is summed twice.
            var last = taken - 1;
            SingleOutput512.Sum4(
                columns,
                from[0],
                from[1],
                from[2],
                from[last],
                offsets,
                w,
                FanIn,
                start,
                isFirst: true,
                to[0],
                to[1],
                to[2],
                to[last]
            );
        }

        ProductClock.End(begin);
    }

    private static int RoundUp(int length) => (length + Width - 1) / Width * Width;
}
