namespace QosNets.Kernels;

/// <summary>
/// One call on groups of one input channel with <see cref="PackedProducts"/>. Bands of rows of an image are copied with their
/// padding; each of their rows is summed along the kernel columns, and the fields of these sums along the kernel rows.
/// </summary>
internal sealed unsafe class PackedDepthwiseJob<TSink> : ChannelJob<TSink>
    where TSink : struct, IBlockSink
{
    // A thread's object between two calls, which spares an allocation per call.
    [ThreadStatic]
    private static PackedDepthwiseJob<TSink>? spare;

    private PackedSizes sizes;
    private PreparedTable table = null!;
    private RunCopy copy;
    private byte padding;
    private byte* weights;

    private PackedDepthwiseJob() { }

    internal static void Run(
        ConvolutionGeometry g,
        int batch,
        byte* input,
        byte padding,
        byte* weights,
        PreparedTable table,
        TSink sink,
        int threads
    )
    {
        var job = spare ?? new PackedDepthwiseJob<TSink>();
        spare = null;
        job.sizes = new PackedSizes(g);
        job.copy = new RunCopy(g.InWidth, -g.PadLeft, job.sizes.RowBytes, 1, padding);
        (job.table, job.padding) = (table, padding);
        job.weights = weights;

        // Tables are laid out for each part of the images anew.
        job.Run(g, batch, input, sink, isCostly: true, threads);
        job.table = null!;
        spare = job;
    }

    protected override void Begin(int channel, Scratch scratch)
    {
        var tables = scratch.PackedTables(2 * sizes.Tables);
        var w = weights + (long)channel * sizes.KernelHeight * sizes.KernelWidth;
        PackedProducts.LayOut(sizes, table.LowerWords, w, tables);
        if (table.IsWide)
            PackedProducts.LayOut(sizes, table.UpperWords, w, tables + sizes.Tables);
    }

    protected override void Sum(int channel, byte* image, int slot, Scratch scratch, int* sums)
    {
        var tables = scratch.PackedTables(2 * sizes.Tables);
        var rows = scratch.Activations(sizes.PaddedBytes);
        var partial = scratch.PackedSums(sizes.PartialSums);
        for (var row = 0; row < sizes.OutHeight; row += sizes.BandRows)
        {
            var count = Math.Min(sizes.BandRows, sizes.OutHeight - row);
            var values = count * sizes.OutWidth;
            var target = sums + row * sizes.OutWidth;
            var y = row * sizes.StrideHeight - sizes.PadTop;
            if (!sizes.ReadsImage)
            {
                var begin = ProductClock.Begin();
                copy.Rows(image, y, sizes.InHeight, sizes.Reach(count), rows, InputEnd);
                ProductClock.EndLayout(begin);
            }
            var x = sizes.ReadsImage ? image : rows;
            var start = unchecked(sizes.KernelHeight * sizes.KernelWidth * table.Minimum);
            PackedProducts.Sum(sizes, tables, x, y, padding, count, start, partial, target);
            if (!table.IsWide)
                continue;
            var upper = scratch.WideSums(values);
            PackedProducts.Sum(sizes, tables + sizes.Tables, x, y, padding, count, 0, partial, upper);
            PreparedTable.AddUpper(upper, target, values);
        }
    }
}
