namespace QosNets.Kernels;

/// <summary>
/// One call, cut into items of one group, one block of positions and one slice of output channels. Every output
/// belongs to one item, so that no result depends on the order or the number of threads.
/// </summary>
internal sealed unsafe class ConvolutionJob<TSink>
    where TSink : struct, IBlockSink
{
    // Sums of a slice stay in the second-level cache beside the patches.
    private const int MaxSums = 32768;

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
    private readonly long total;
    private readonly int stride;
    private readonly int channels;
    private readonly int fanIn;
    private readonly long blocks;
    private int slices = 1;
    private long next;

    internal ConvolutionJob(
        ConvolutionGeometry g, int batch, byte* input, byte padding, byte* weights, PreparedTable table, GemmPath path, TSink sink)
    {
        this.g = g;
        this.input = input;
        inputEnd = input + (long)batch * g.InputLength;
        this.padding = padding;
        this.weights = weights;
        this.table = table;
        this.path = path;
        this.sink = sink;
        total = (long)batch * g.Positions;
        channels = g.OutChannels / g.Groups;
        fanIn = g.FanIn;
        int wanted = path.BlockPositions(channels, fanIn);
        blocks = (total + wanted - 1) / wanted;
        stride = RoundUp((int)((total + blocks - 1) / blocks));
        blocks = (total + stride - 1) / stride;
    }

    private long Items => blocks * g.Groups * slices;

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

    private static int RoundUp(int positions)
        => (positions + GemmPath.VectorPositions - 1) / GemmPath.VectorPositions * GemmPath.VectorPositions;

    private void Work()
    {
        for (long item = Interlocked.Increment(ref next) - 1; item < Items; item = Interlocked.Increment(ref next) - 1)
        {
            (long rest, long slice) = Math.DivRem(item, slices);
            (long group, long block) = Math.DivRem(rest, blocks);
            int from = (int)(channels * slice / slices);
            int to = (int)(channels * (slice + 1) / slices);
            Compute((int)group, block * stride, from, to);
        }
    }

    private void Compute(int group, long first, int from, int to)
    {
        Scratch scratch = Scratch.Current;
        int count = (int)Math.Min(stride, total - first);
        int positions = RoundUp(count);
        byte* patches = scratch.Patches((long)fanIn * stride + PatchPacker.Slack);
        PatchPacker.Pack(g, input, inputEnd, padding, group, first, count, patches, stride);
        int step = Math.Min(to - from, Math.Max(MinSharedChannels, MaxSums / stride));
        int* sums = scratch.Sums((long)step * stride);
        for (int channel = from; channel < to; channel += step)
        {
            int n = Math.Min(step, to - channel);
            int outChannel = group * channels + channel;
            byte* w = weights + (long)outChannel * fanIn;
            path.Multiply(table.FirstPart, patches, stride, positions, w, n, fanIn, unchecked(fanIn * table.Minimum), sums);
            if (table.IsWide)
                AddSecondPart(scratch, patches, positions, w, n, sums);
            sink.Accept(sums, stride, n, outChannel, first, count);
        }
    }

    private void AddSecondPart(Scratch scratch, byte* patches, int positions, byte* w, int n, int* sums)
    {
        int* wide = scratch.WideSums((long)n * stride);
        path.Multiply(table.SecondPart, patches, stride, positions, w, n, fanIn, 0, wide);
        for (int j = 0; j < n; j++)
        for (int p = 0; p < positions; p++)
            sums[(long)j * stride + p] += wide[(long)j * stride + p] << 16;
    }
}
