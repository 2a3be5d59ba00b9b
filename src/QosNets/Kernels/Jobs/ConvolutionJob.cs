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

    // Fewer channels at a time would waste the strips of the AVX2 path.
    private const int MinStep = 32;

    // Packing a block again for a further slice of channels pays from about this many channels.
    private const int MinSharedChannels = 16;

    // A thread's object between two calls, which spares an allocation per call.
    [ThreadStatic]
    private static ConvolutionJob<TSink>? spare;

    private KernelPath path = null!;
    private PlannedTable plan = null!;
    private PreparedWeights? planned;
    private int slices;

    private ConvolutionJob() { }

    internal static void Run(
        ConvolutionGeometry g,
        BlockLayout layout,
        int batch,
        byte* input,
        byte padding,
        byte* weights,
        PreparedTable table,
        PreparedWeights? prepared,
        KernelPath path,
        TSink sink,
        int threads
    )
    {
        var job = spare ?? new ConvolutionJob<TSink>();
        spare = null;
        job.Begin(g, layout, batch, input, padding, weights, table, sink);
        job.path = path;
        job.plan = table.On(path);
        if (TableConvolution.FollowsPlan(g, table, path))
        {
            job.planned = prepared ?? Scratch.Current.Weights;
            if (prepared is null)
                TableConvolution.Prepare(g, table, path, weights, job.planned);
        }

        var items = layout.Blocks * g.Groups;
        job.slices = items < threads ? (int)Math.Clamp(threads / items, 1, Math.Max(1, job.Channels / MinSharedChannels)) : 1;
        job.Run(items * job.slices, threads);
        job.End();
        job.planned = null;
        job.plan = null!;
        spare = job;
    }

    protected override void Do(long item)
    {
        (var rest, var slice) = Math.DivRem(item, slices);
        (var group, var block) = Math.DivRem(rest, Layout.Blocks);
        Compute((int)group, block, Bound(slice), Bound(slice + 1));
    }

    /// <summary>Where a slice of output channels begins: at a granule of a <see cref="ColumnKernel"/>.</summary>
    private int Bound(long slice) =>
        slice == slices ? Channels : (int)(Channels * slice / slices) / ColumnKernel.Lanes * ColumnKernel.Lanes;

    private void Compute(int group, long index, int from, int to)
    {
        var scratch = Scratch.Current;
        var begin = ProductClock.Begin();
        var block = Load(group, index, scratch, out var x);
        var offsets = Layout.Offsets;
        var stride = Layout.Stride;
        var step = Math.Min(to - from, Math.Max(MinStep, MaxSums / stride / MinStep * MinStep));
        var sums = scratch.Sums((long)step * stride);
        var ready = planned is null ? default : new PlannedBlock(path, plan, x, offsets, block.Positions, FanIn, scratch);
        ProductClock.EndLayout(begin);
        ProductClock.End(begin);
        for (var channel = from; channel < to; channel += step)
        {
            var n = Math.Min(step, to - channel);
            var outChannel = group * Channels + channel;
            var w = Weights + (long)outChannel * FanIn;
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
        var stride = Layout.Stride;
        path.Multiply(Table.LowerWords, x, offsets, positions, w, n, FanIn, unchecked(FanIn * Table.Minimum), sums, stride);
        if (!Table.IsWide)
            return;
        var wide = scratch.WideSums((long)n * stride);
        path.Multiply(Table.UpperWords, x, offsets, positions, w, n, FanIn, 0, wide, stride);
        for (var j = 0; j < n; j++)
            PreparedTable.AddUpper(wide + (long)j * stride, sums + (long)j * stride, positions);
    }
}
