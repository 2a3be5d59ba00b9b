namespace QosNets.Kernels;

/// <summary>
/// One call on groups of one input channel with <see cref="PackedProducts"/>, cut into items of one output channel and some
/// images. Bands of rows of an image are copied with their padding; each of their rows is summed along the kernel columns,
/// and the fields of these sums along the kernel rows.
/// </summary>
internal sealed unsafe class PackedDepthwiseJob<TSink> : SharedWork
    where TSink : struct, IBlockSink
{
    // A thread's object between two calls, which spares an allocation per call.
    [ThreadStatic]
    private static PackedDepthwiseJob<TSink>? spare;

    private PackedSizes sizes;
    private PreparedTable table = null!;
    private TSink sink;
    private RunCopy copy;
    private byte* input;
    private byte* inputEnd;
    private byte padding;
    private byte* weights;
    private int batch;
    private int parts;

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
        (job.table, job.sink, job.batch) = (table, sink, batch);
        job.input = input;
        job.inputEnd = input + (long)batch * g.InputLength;
        job.weights = weights;
        job.padding = padding;

        // Tables are laid out for each part of the images anew.
        job.parts = g.OutChannels >= 2 * threads ? 1 : Math.Min(batch, threads);
        job.Run((long)g.OutChannels * job.parts, threads);
        (job.table, job.sink) = (null!, default);
        spare = job;
    }

    protected override void Do(long item)
    {
        var (channel, part) = Math.DivRem((int)item, parts);
        var (first, end) = ((int)((long)batch * part / parts), (int)((long)batch * (part + 1) / parts));
        var scratch = Scratch.Current;
        var begin = ProductClock.Begin();
        var tables = scratch.PackedTables(2 * sizes.Tables);
        var w = weights + (long)channel * sizes.KernelHeight * sizes.KernelWidth;
        PackedProducts.LayOut(sizes, table.LowerWords, w, tables);
        var upperTables = table.IsWide ? tables + sizes.Tables : null;
        if (upperTables != null)
            PackedProducts.LayOut(sizes, table.UpperWords, w, upperTables);
        ProductClock.End(begin);
        var sums = scratch.Sums(sizes.Positions);
        var source = input + (long)(channel / sizes.Outputs) * sizes.ChannelBytes;
        for (var image = first; image < end; image++)
        {
            begin = ProductClock.Begin();
            var target = sink.Target(image, channel);
            SumImage(source + (long)image * sizes.ImageBytes, tables, upperTables, scratch, target == null ? sums : target);
            ProductClock.End(begin);
            if (target == null)
                sink.Accept(sums, sizes.Positions, 1, channel, (long)image * sizes.Positions, sizes.Positions);
        }
    }

    private void SumImage(byte* image, ulong* tables, ulong* upperTables, Scratch scratch, int* sums)
    {
        var rows = scratch.Activations(sizes.PaddedBytes);
        var partial = scratch.PackedSums(sizes.PartialSums);
        for (var row = 0; row < sizes.OutHeight; row += sizes.BandRows)
        {
            var count = Math.Min(sizes.BandRows, sizes.OutHeight - row);
            var values = count * sizes.OutWidth;
            var target = sums + row * sizes.OutWidth;
            var y = row * sizes.StrideHeight - sizes.PadTop;
            if (!sizes.ReadsImage)
                Copy(image, y, sizes.Reach(count), rows);
            var x = sizes.ReadsImage ? image : rows;
            var start = unchecked(sizes.KernelHeight * sizes.KernelWidth * table.Minimum);
            PackedProducts.Sum(sizes, tables, x, y, padding, count, start, partial, target);
            if (upperTables == null)
                continue;
            var upper = scratch.WideSums(values);
            PackedProducts.Sum(sizes, upperTables, x, y, padding, count, 0, partial, upper);
            PreparedTable.AddUpper(upper, target, values);
        }
    }

    /// <summary>Copies image rows from row y on with their padding.</summary>
    private void Copy(byte* channel, int y, int count, byte* target)
    {
        for (var row = y; row < y + count; row++, target += sizes.RowBytes)
        {
            if ((uint)row < (uint)sizes.InHeight)
                copy.Row(channel + row * sizes.InWidth, target, inputEnd);
            else
                copy.Padding(target);
        }
    }
}
