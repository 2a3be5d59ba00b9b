namespace QosNets.Kernels;

/// <summary>
/// One call, cut into items of one group, one block of positions and one slice of output channels. Every output
/// belongs to one item, so that no result depends on the order or the number of threads.
/// </summary>
internal sealed unsafe class ConvolutionJob<TSink> : SharedWork
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

    private byte* input;
    private byte* inputEnd;
    private byte padding;
    private byte* weights;
    private PreparedTable table = null!;
    private GemmPath path = null!;
    private TSink sink;
    private BlockLayout layout = null!;
    private PreparedWeights? planned;
    private int channels;
    private int fanIn;
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
        job.input = input;
        job.inputEnd = input + (long)batch * g.InputLength;
        job.padding = padding;
        job.weights = weights;
        job.table = table;
        job.path = path;
        job.sink = sink;
        job.layout = layout;
        job.channels = g.OutChannels / g.Groups;
        job.fanIn = g.FanIn;
        if (path.Runs(table.Parts, job.channels))
        {
            job.planned = prepared ?? Scratch.Current.Weights;
            if (prepared is null)
                job.planned.Prepare(table, weights, g.OutChannels, job.fanIn);
        }

        long items = layout.Blocks * g.Groups;
        job.slices = items < threads ? (int)Math.Clamp(threads / items, 1, Math.Max(1, job.channels / MinSharedChannels)) : 1;
        job.Run(items * job.slices, threads);
        job.sink = default;
        job.table = null!;
        job.layout = null!;
        job.planned = null;
        spare = job;
    }

    protected override void Do(long item)
    {
        (long rest, long slice) = Math.DivRem(item, slices);
        (long group, long block) = Math.DivRem(rest, layout.Blocks);
        int from = (int)(channels * slice / slices);
        int to = (int)(channels * (slice + 1) / slices);
        Compute((int)group, block, from, to);
    }

    private void Compute(int group, long index, int from, int to)
    {
        Scratch scratch = Scratch.Current;
        long begin = ProductClock.Begin();
        Block block = layout.Load(input, inputEnd, padding, group, index, scratch, out byte* x);
        nint* offsets = layout.Offsets;
        int stride = layout.Stride;
        int step = Math.Min(to - from, Math.Max(MinStep, MaxSums / stride));
        int* sums = scratch.Sums((long)step * stride);
        PlannedBlock ready = planned is null ? default : new PlannedBlock(path, table, x, offsets, block.Positions, fanIn, scratch);
        ProductClock.End(begin);
        for (int channel = from; channel < to; channel += step)
        {
            int n = Math.Min(step, to - channel);
            int outChannel = group * channels + channel;
            byte* w = weights + (long)outChannel * fanIn;
            begin = ProductClock.Begin();
            if (planned is not null)
                ready.Multiply(planned, outChannel, w, n, sums, stride);
            else
                MultiplyWhole(scratch, x, offsets, block.Positions, w, n, sums);
            ProductClock.End(begin);
            layout.Compact(sums, n, block);
            sink.Accept(sums, stride, n, outChannel, block.First, block.Count);
        }
    }

    private void MultiplyWhole(Scratch scratch, byte* x, nint* offsets, int positions, byte* w, int n, int* sums)
    {
        int stride = layout.Stride;
        path.Multiply(table.FirstPart, x, offsets, positions, w, n, fanIn, unchecked(fanIn * table.Minimum), sums, stride);
        if (!table.IsWide)
            return;
        int* wide = scratch.WideSums((long)n * stride);
        path.Multiply(table.SecondPart, x, offsets, positions, w, n, fanIn, 0, wide, stride);
        for (int j = 0; j < n; j++)
            for (int p = 0; p < positions; p++)
                sums[(long)j * stride + p] += wide[(long)j * stride + p] << 16;
    }
}
