namespace QosNets.Kernels;

/// <summary>
/// One call on groups of one input channel whose table is a product, with <see cref="SingleProducts256"/>. Bands of rows of an
/// image are copied with their padding and mapped to A; every position then reads them where they lie.
/// </summary>
internal sealed unsafe class ProductDepthwiseJob<TSink> : ChannelJob<TSink>
    where TSink : struct, IBlockSink
{
    // A band and its sums stay in the first-level cache.
    private const int MaxBandBytes = 8 << 10;

    // A thread's object between two calls, which spares an allocation per call.
    [ThreadStatic]
    private static ProductDepthwiseJob<TSink>? spare;

    private ProductPart product = null!;
    private PreparedWeights weights = null!;
    private RunCopy copy;
    private ConvolutionGeometry? placed;
    private (int K, bool IsPair)[] places = [];
    private nint[] offsets = [];
    private DepthwiseRuns runs = null!;
    private int rowBytes;
    private int bandRows;
    private int together;
    private long slotBytes;

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
            job.weights.Prepare(table, w, g.OutChannels, g.FanIn, g.Groups);
        job.product = table.Parts.Product!;
        if (job.placed != g)
            job.Place(g);
        job.copy = new RunCopy(g.InWidth, -g.PadLeft, job.rowBytes, 1, padding);
        job.Run(g, batch, input, sink, isCostly: false, threads);
        (job.product, job.weights) = (null!, null!);
        spare = job;
    }

    protected override void Begin(int channel, Scratch scratch)
    {
        var factors = (ushort*)(weights.Factors + (long)channel * weights.Pairs);
        var target = scratch.Pairs(places.Length);
        foreach (var (k, isPair) in places)
            *target++ = factors[k] | (isPair ? (uint)factors[k + 1] << 16 : 0);
    }

    protected override int Together => together;

    protected override void LayOut(byte* image, int slot, Scratch scratch)
    {
        if (bandRows == Geometry.OutHeight)
            LayOut(image, 0, bandRows, Slot(slot, scratch));
    }

    protected override void Sum(int channel, byte* image, int slot, Scratch scratch, int* sums)
    {
        var g = Geometry;
        var rows = Slot(slot, scratch);
        fixed (nint* from = offsets)
        {
            var pairs = new FactorPairs(from, (int*)scratch.Pairs(places.Length), places.Length, weights.Starts[channel]);
            for (var row = 0; row < g.OutHeight; row += bandRows)
            {
                var count = Math.Min(bandRows, g.OutHeight - row);
                if (bandRows < g.OutHeight)
                    LayOut(image, row, count, rows);
                runs.Sum(rows, pairs, count, sums + (long)row * g.OutWidth, sums + g.Positions);
            }
        }
    }

    private byte* Slot(int slot, Scratch scratch) => scratch.Activations(together * slotBytes) + slot * slotBytes;

    private void LayOut(byte* image, int row, int count, byte* rows)
    {
        var g = Geometry;
        var reach = Reach(g, count);
        copy.Rows(image, row * g.StrideHeight - g.PadTop, g.InHeight, reach, rows, InputEnd);
        product.Apply(rows, reach * rowBytes);
    }

    /// <summary>
    /// Sizes of bands, and where the kernel's places lie in them. Two neighbours in a row are one pair; one that is left, or has
    /// no neighbour beside it, is alone.
    /// </summary>
    private void Place(ConvolutionGeometry g)
    {
        placed = g;
        rowBytes = (g.OutWidth - 1) * g.StrideWidth + g.SpanWidth;
        bandRows = Math.Clamp(MaxBandBytes / (rowBytes * g.StrideHeight), 1, g.OutHeight);
        var bytes = (long)Reach(g, bandRows + DepthwiseRuns.RowsBehind) * rowBytes;
        slotBytes = bytes + RunCopy.Overrun + SingleProducts256.Overrun;
        together = bandRows < g.OutHeight ? 1 : (int)Math.Max(1, MaxBandBytes / slotBytes);
        runs = new DepthwiseRuns(g, rowBytes, bandRows);
        var found = new List<(int, bool)>();
        for (var ky = 0; ky < g.KernelHeight; ky++)
        for (var kx = 0; kx < g.KernelWidth; kx++)
        {
            var k = ky * g.KernelWidth + kx;
            var isPair = g.DilationWidth == 1 && kx + 1 < g.KernelWidth;
            found.Add((k, isPair));
            kx += isPair ? 1 : 0;
        }

        places = [.. found];
        offsets = Array.ConvertAll(
            places,
            p => (nint)(p.K / g.KernelWidth * g.DilationHeight * rowBytes + p.K % g.KernelWidth * g.DilationWidth)
        );
    }

    /// <summary>Image rows that so many output rows see.</summary>
    private static int Reach(ConvolutionGeometry g, int rows) => (rows - 1) * g.StrideHeight + g.SpanHeight;
}
