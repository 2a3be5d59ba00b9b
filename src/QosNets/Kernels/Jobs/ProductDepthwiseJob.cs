namespace QosNets.Kernels;

/// <summary>
/// One call on groups of one input channel whose table is a product, with <see cref="SingleProducts256"/>. Bands of rows of an
/// image are copied with their padding and mapped to A; every position then reads them where they lie.
/// </summary>
internal sealed unsafe class ProductDepthwiseJob<TSink> : ChannelJob<TSink>
    where TSink : struct, IBlockSink
{
    // A thread's object between two calls, which spares an allocation per call.
    [ThreadStatic]
    private static ProductDepthwiseJob<TSink>? spare;

    private ProductPart product = null!;
    private PreparedWeights weights = null!;
    private RunCopy copy;
    private DepthwiseBands bands = null!;

    private ProductDepthwiseJob() { }

    internal static void Run(
        ConvolutionGeometry g,
        int batch,
        byte* input,
        byte padding,
        byte* w,
        PlannedTable table,
        PreparedWeights? prepared,
        TSink sink,
        int threads
    )
    {
        var job = spare ?? new ProductDepthwiseJob<TSink>();
        spare = null;
        job.weights = prepared ?? Scratch.Current.Weights;
        if (prepared is null)
            job.weights.Prepare(table, w, g.OutChannels, g.FanIn, g.Groups, bytes: null);
        job.product = table.Parts.Product!;
        job.bands = DepthwiseBands.Of(g);
        job.copy = new RunCopy(g.InWidth, -g.PadLeft, job.bands.RowBytes, 1, padding);
        job.Run(g, batch, input, sink, isCostly: false, threads);
        (job.product, job.weights, job.bands) = (null!, null!, null!);
        spare = job;
    }

    protected override void Begin(int channel, Scratch scratch)
    {
        var factors = (ushort*)(weights.Factors + (long)channel * weights.Pairs);
        var target = scratch.Pairs(bands.Pairs.Length);
        foreach (var (k, isPair) in bands.Pairs)
            *target++ = factors[k] | (isPair ? (uint)factors[k + 1] << 16 : 0);
    }

    protected override int Together => bands.Together;

    protected override void LayOut(byte* image, int slot, Scratch scratch)
    {
        if (bands.HoldsImage)
            LayOut(image, 0, bands.Rows, Slot(slot, scratch));
    }

    protected override void Sum(int channel, byte* image, int slot, Scratch scratch, int* sums)
    {
        var g = Geometry;
        var rows = Slot(slot, scratch);
        fixed (nint* offsets = bands.Offsets)
        {
            var count = bands.Pairs.Length;
            var pairs = new FactorPairs(offsets, (int*)scratch.Pairs(count), count, weights.Starts[channel]);
            for (var row = 0; row < g.OutHeight; row += bands.Rows)
            {
                var height = Math.Min(bands.Rows, g.OutHeight - row);
                if (!bands.HoldsImage)
                    LayOut(image, row, height, rows);
                bands.Runs.Sum(rows, pairs, height, sums + (long)row * g.OutWidth, sums + g.Positions);
            }
        }
    }

    private byte* Slot(int slot, Scratch scratch) => scratch.Activations(bands.Together * bands.Bytes) + slot * bands.Bytes;

    private void LayOut(byte* image, int row, int count, byte* rows)
    {
        var g = Geometry;
        var reach = bands.Reach(count);
        copy.Rows(image, row * g.StrideHeight - g.PadTop, g.InHeight, reach, rows, InputEnd);
        product.Apply(rows, reach * bands.RowBytes);
    }
}
