namespace QosNets.Kernels;

/// <summary>
/// One call, cut into items of one group, one block of positions and one slice of output channels. Every output
/// belongs to one item, so that no result depends on the order or the number of threads.
/// </summary>
internal sealed unsafe class ConvolutionJob<TSink> : BlockJob<TSink>
    where TSink : struct, IBlockSink
{
    // Sums of a slice stay in the second-level cache beside the patches.
    private const int MaxSums = 65536;

    // Fewer channels at a time would waste the rows of products of the AVX2 path.
    private const int MinStep = 32;

    // Packing a block again for a further slice of channels pays from about this many channels.
    private const int MinSharedChannels = 16;

    // A thread's object between two calls, which spares an allocation per call.
    [ThreadStatic]
    private static ConvolutionJob<TSink>? spare;

    private GemmPath path = null!;
    private PreparedWeights? planned;
    private int slices;

    private ConvolutionJob()
    {
    }

    internal static void Run(
        ConvolutionGeometry g, BlockLayout layout, int batch, byte* input, byte padding, byte* weights, PreparedTable table,
        PreparedWeights? prepared, GemmPath path, TSink sink, int threads)
    {
        ConvolutionJob<TSink> job = spare ?? new ConvolutionJob<TSink>();
        spare = null;
        job.Begin(g, layout, batch, input, padding, weights, table, sink);
        job.path = path;
        if (TableConvolution.FollowsPlan(g, table, path))
        {
            job.planned = prepared ?? Scratch.Current.Weights;
            if (prepared is null)
                job.planned.Prepare(table, weights, g.OutChannels, g.FanIn);
        }

        long items = layout.Blocks * g.Groups;
        job.slices = items < threads ? (int)Math.Clamp(threads / items, 1, Math.Max(1, job.Channels / MinSharedChannels)) : 1;
        job.Run(items * job.slices, threads);
        job.End();
        job.planned = null;
        spare = job;
    }

    protected override void Do(long item)
    {
        (long rest, long slice) = Math.DivRem(item, slices);
        (long group, long block) = Math.DivRem(rest, Layout.Blocks);
        int from = (int)(Channels * slice / slices);
        int to = (int)(Channels * (slice + 1) / slices);
        Compute((int)group, block, from, to);
    }

    private void Compute(int group, long index, int from, int to)
    {
        Scratch scratch = Scratch.Current;
        long begin = ProductClock.Begin();
        Block block = Load(group, index, scratch, out byte* x);
        nint* offsets = Layout.Offsets;
        int stride = Layout.Stride;
        int step = Math.Min(to - from, Math.Max(MinStep, MaxSums / stride));
        int* sums = scratch.Sums((long)step * stride);
        PlannedBlock ready = planned is null ? default : new PlannedBlock(path, Table, x, offsets, block.Positions, FanIn, scratch);
        ProductClock.End(begin);
        for (int channel = from; channel < to; channel += step)
        {
            int n = Math.Min(step, to - channel);
            int outChannel = group * Channels + channel;
            byte* w = Weights + (long)outChannel * FanIn;
            begin = ProductClock.Begin();
            if (planned is not null)
                ready.Multiply(planned, outChannel, w, n, sums, stride);
            else
                MultiplyWhole(scratch, x, offsets, block.Positions, w, n, sums);
            ProductClock.End(begin);
            Layout.Compact(sums, n, block);
            Sink.Accept(sums, stride, n, outChannel, block.First, block.Count);
        }
    }

    private void MultiplyWhole(Scratch scratch, byte* x, nint* offsets, int positions, byte* w, int n, int* sums)
    {
        int stride = Layout.Stride;
        path.Multiply(Table.FirstPart, x, offsets, positions, w, n, FanIn, unchecked(FanIn * Table.Minimum), sums, stride);
        if (!Table.IsWide)
            return;
        int* wide = scratch.WideSums((long)n * stride);
        path.Multiply(Table.SecondPart, x, offsets, positions, w, n, FanIn, 0, wide, stride);
        for (int j = 0; j < n; j++)
            PreparedTable.AddSecond(wide + (long)j * stride, sums + (long)j * stride, positions);
    }
}
