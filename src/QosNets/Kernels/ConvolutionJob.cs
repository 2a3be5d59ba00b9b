namespace QosNets.Kernels;

/// <summary>
/// One call, cut into items of one group, one block of positions and one slice of output channels. Every output
/// belongs to one item, so that no result depends on the order or the number of threads.
/// </summary>
internal sealed unsafe class ConvolutionJob<TSink>
    where TSink : struct, IBlockSink
{
    // Sums of a slice stay in the second-level cache beside the patches.
    private const int MaxSums = 65536;

    // Fewer channels at a time would waste the rows of products of the AVX2 path.
    private const int MinStep = 32;

    // Packing a block again for a further slice of channels pays from about this many channels.
    private const int MinSharedChannels = 16;

    private readonly ConvolutionGeometry g;
    private readonly byte* input;
    private readonly byte* inputEnd;
    private readonly byte padding;
    private readonly byte* weights;
    private readonly PreparedTable table;
    private readonly GemmPath path;
    private readonly TSink sink;
    private readonly BlockLayout layout;
    private readonly PreparedWeights? planned;
    private readonly int channels;
    private readonly int fanIn;
    private int slices = 1;
    private long next;

    internal ConvolutionJob(
        ConvolutionGeometry g, int batch, byte* input, byte padding, byte* weights, PreparedTable table,
        PreparedWeights? prepared, GemmPath path, TSink sink)
    {
        this.g = g;
        this.input = input;
        inputEnd = input + (long)batch * g.InputLength;
        this.padding = padding;
        this.weights = weights;
        this.table = table;
        this.path = path;
        this.sink = sink;
        channels = g.OutChannels / g.Groups;
        fanIn = g.FanIn;
        layout = BlockLayout.Choose(g, batch, path);
        if (!path.Runs(table.Parts))
            return;
        planned = prepared ?? Scratch.Current.Weights;
        if (prepared is null)
            planned.Prepare(table, weights, g.OutChannels, fanIn);
    }

    private long Items => layout.Blocks * g.Groups * slices;

    internal void Run(int threads)
    {
        if (Items < threads)
            slices = (int)Math.Clamp(threads / Items, 1, Math.Max(1, channels / MinSharedChannels));
        int workers = (int)Math.Min(threads, Items);
        if (workers <= 1)
            Work();
        else
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ => Work());
    }

    private void Work()
    {
        for (long item = Interlocked.Increment(ref next) - 1; item < Items; item = Interlocked.Increment(ref next) - 1)
        {
            (long rest, long slice) = Math.DivRem(item, slices);
            (long group, long block) = Math.DivRem(rest, layout.Blocks);
            int from = (int)(channels * slice / slices);
            int to = (int)(channels * (slice + 1) / slices);
            Compute((int)group, block, from, to);
        }
    }

    private void Compute(int group, long index, int from, int to)
    {
        Scratch scratch = Scratch.Current;
        Block block = layout.Load(input, inputEnd, padding, group, index, scratch, out byte* x, out nint* offsets);
        int stride = layout.Stride;
        int step = Math.Min(to - from, Math.Max(MinStep, MaxSums / stride));
        int* sums = scratch.Sums((long)step * stride);
        PlannedBlock ready = planned is null ? default : new PlannedBlock(path, table, x, offsets, block.Positions, fanIn, scratch);
        for (int channel = from; channel < to; channel += step)
        {
            int n = Math.Min(step, to - channel);
            int outChannel = group * channels + channel;
            byte* w = weights + (long)outChannel * fanIn;
            if (planned is not null)
                ready.Multiply(planned, outChannel, w, n, sums, stride);
            else
                MultiplyWhole(scratch, x, offsets, block.Positions, w, n, sums);
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
