namespace QosNets.Kernels;

/// <summary>
/// Convolution through a table: every output is Σ_k T[x_k, w_k] over its receptive field, padding included, as an
/// accelerator with that multiplier would compute it. Exact for every table, bit for bit, at any thread count.
/// <code>
/// var g = new ConvolutionGeometry(
///     inChannels: 3, inHeight: 32, inWidth: 32, outChannels: 16, kernelHeight: 3, kernelWidth: 3,
///     stride: 1, padding: 1, groups: 1);
/// var sums = new int[batch * g.OutputLength];
/// TableConvolution.Run(g, batch, input, padding: 0, weights, table, sums);
/// </code>
/// </summary>
public static class TableConvolution
{
    // More outputs of a group share an activation better in the blocks of ConvolutionJob.
    private const int MaxDepthwiseOutputs = 4;

    /// <summary>Computes all sums of a batch; sums wrap at 32 bits.</summary>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="batch">Number of images.</param>
    /// <param name="input">Activations [batch, InChannels, InHeight, InWidth].</param>
    /// <param name="padding">Byte that stands for zero outside the image; it is multiplied through the table too.</param>
    /// <param name="weights">Weights [OutChannels, FanIn].</param>
    /// <param name="table">The table T.</param>
    /// <param name="accumulators">Sums [batch, OutChannels, OutHeight, OutWidth].</param>
    /// <param name="threads">Threads to use, at least 1; null takes QOSNETS_THREADS, else all processors.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the geometry has no output.</exception>
    public static void Run(
        ConvolutionGeometry g,
        int batch,
        ReadOnlySpan<byte> input,
        byte padding,
        ReadOnlySpan<byte> weights,
        PreparedTable table,
        Span<int> accumulators,
        int? threads = null
    ) => Run(g, batch, input, padding, weights, table, accumulators, KernelPaths.Selected, threads);

    /// <summary>As the public form, on a path of one's own.</summary>
    internal static unsafe void Run(
        ConvolutionGeometry g,
        int batch,
        ReadOnlySpan<byte> input,
        byte padding,
        ReadOnlySpan<byte> weights,
        PreparedTable table,
        Span<int> accumulators,
        KernelPath path,
        int? threads = null
    )
    {
        ArgumentNullException.ThrowIfNull(g);
        var count = threads ?? KernelOptions.Threads;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(threads));
        CheckGeometry(g);
        CheckLength(nameof(accumulators), accumulators.Length, (long)batch * g.OutputLength);
        fixed (int* target = accumulators)
            Run(g, null, batch, input, padding, weights, table, null, path, new CopySink(g, target), count);
    }

    /// <summary>Computes all sums of a batch and hands each exactly once to an epilogue.</summary>
    /// <typeparam name="TEpilogue">What is done with the sums; a copy is used by all threads.</typeparam>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="batch">Number of images.</param>
    /// <param name="input">Activations [batch, InChannels, InHeight, InWidth].</param>
    /// <param name="padding">Byte that stands for zero outside the image; it is multiplied through the table too.</param>
    /// <param name="weights">Weights [OutChannels, FanIn].</param>
    /// <param name="table">The table T.</param>
    /// <param name="epilogue">Takes the sums.</param>
    /// <param name="path">Path to use instead of <see cref="KernelPaths.Selected"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the geometry has no output.</exception>
    internal static void Run<TEpilogue>(
        ConvolutionGeometry g,
        int batch,
        ReadOnlySpan<byte> input,
        byte padding,
        ReadOnlySpan<byte> weights,
        PreparedTable table,
        in TEpilogue epilogue,
        KernelPath? path = null
    )
        where TEpilogue : struct, IEpilogue
    {
        ArgumentNullException.ThrowIfNull(g);
        Run(
            g,
            null,
            batch,
            input,
            padding,
            weights,
            table,
            null,
            path,
            new EpilogueSink<TEpilogue>(g.Positions, epilogue),
            KernelOptions.Threads
        );
    }

    /// <summary>
    /// As the public form, with layouts kept from call to call, weights that were prepared for the
    /// table once and for all, and a number of threads of its own.
    /// </summary>
    internal static void Run<TEpilogue>(
        ConvolutionGeometry g,
        LayoutCache layouts,
        int batch,
        ReadOnlySpan<byte> input,
        byte padding,
        ReadOnlySpan<byte> weights,
        PreparedTable table,
        PreparedWeights prepared,
        KernelPath path,
        in TEpilogue epilogue,
        int threads
    )
        where TEpilogue : struct, IEpilogue =>
        Run(
            g,
            layouts,
            batch,
            input,
            padding,
            weights,
            table,
            prepared,
            path,
            new EpilogueSink<TEpilogue>(g.Positions, epilogue),
            threads
        );

    private static unsafe void Run<TSink>(
        ConvolutionGeometry g,
        LayoutCache? layouts,
        int batch,
        ReadOnlySpan<byte> input,
        byte padding,
        ReadOnlySpan<byte> weights,
        PreparedTable table,
        PreparedWeights? prepared,
        KernelPath? path,
        TSink sink,
        int threads
    )
        where TSink : struct, IBlockSink
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        CheckGeometry(g);
        CheckLength(nameof(input), input.Length, (long)batch * g.InputLength);
        CheckLength(nameof(weights), weights.Length, (long)g.OutChannels * g.FanIn);
        path ??= KernelPaths.Selected;
        if (!path.IsSupported)
            throw new ArgumentException($"kernel '{path.Name}' needs instructions that this processor lacks", nameof(path));
        if (batch == 0 || g.OutputLength == 0)
            return;
        fixed (byte* x = input)
        fixed (byte* w = weights)
        {
            if (IsPacked(g, table, path))
            {
                PackedDepthwiseJob<TSink>.Run(g, batch, x, padding, w, table, sink, threads);
                return;
            }

            if (IsProduct(g, table, path))
            {
                var planned = table.On(path);
                ProductDepthwiseJob<TSink>.Run(g, batch, x, padding, w, planned, prepared, sink, threads);
                GC.KeepAlive(table);
                return;
            }

            var isDepthwise = IsDepthwise(g, table, path);
            var withStrips = !isDepthwise && (!FollowsPlan(g, table, path) || table.On(path).Parts.Digits.Length > 0);
            var layout = layouts?.Get(batch, path, withStrips) ?? BlockLayout.Choose(g, batch, path, withStrips);
            if (isDepthwise)
                DepthwiseJob<TSink>.Run(g, layout, batch, x, padding, w, table, sink, threads);
            else
                ConvolutionJob<TSink>.Run(g, layout, batch, x, padding, w, table, prepared, path, sink, threads);
            GC.KeepAlive(layout);
        }

        GC.KeepAlive(table);
    }

    /// <summary>
    /// Whether a layer is computed by the parts of its table; otherwise the path looks products up in the whole table.
    /// </summary>
    internal static bool FollowsPlan(ConvolutionGeometry g, PreparedTable table, KernelPath path) =>
        !IsPacked(g, table, path) && !IsDepthwise(g, table, path) && path.Follows(table.On(path).Parts, g.OutChannels / g.Groups);

    /// <summary>Prepares the weights of a layer whose path follows the plan of its table.</summary>
    internal static unsafe void Prepare(
        ConvolutionGeometry g,
        PreparedTable table,
        KernelPath path,
        byte* weights,
        PreparedWeights prepared
    ) =>
        prepared.Prepare(
            table.On(path),
            weights,
            g.OutChannels,
            g.FanIn,
            g.Groups,
            IsProduct(g, table, path) ? null : path.ByteProduct
        );

    /// <summary>Whether a layer is one for <see cref="DepthwiseJob{TSink}"/>.</summary>
    private static bool IsDepthwise(ConvolutionGeometry g, PreparedTable table, KernelPath path) =>
        path.HasDepthwise
        && HasFewOutputsOfOne(g)
        && g.FanIn <= SingleOutput512.MaxProducts
        && !HasFasterPlan(table.On(path), path, sharesProducts: g.OutChannels > g.Groups);

    /// <summary>Whether a layer is one for <see cref="PackedDepthwiseJob{TSink}"/>.</summary>
    private static bool IsPacked(ConvolutionGeometry g, PreparedTable table, KernelPath path) =>
        path.PacksDepthwise
        && HasFewOutputsOfOne(g)
        && g.KernelWidth <= PackedProducts.MaxColumns
        && g.FanIn > 1
        && !HasFasterPlan(table.On(path), path, sharesProducts: true);

    /// <summary>Whether a layer is one for <see cref="ProductDepthwiseJob{TSink}"/>.</summary>
    private static bool IsProduct(ConvolutionGeometry g, PreparedTable table, KernelPath path) =>
        path.MultipliesDepthwise
        && HasFewOutputsOfOne(g)
        && g.StrideWidth <= SingleProducts256.MaxStride
        && HasFasterPlan(table.On(path), path, sharesProducts: true)
        && table.On(path).Parts.Product is not null;

    /// <summary>Whether each group has one input channel and few output channels.</summary>
    private static bool HasFewOutputsOfOne(ConvolutionGeometry g) =>
        g.InChannels == g.Groups && g.OutChannels <= MaxDepthwiseOutputs * g.Groups;

    /// <summary>
    /// Sums without look-ups are faster, and products too where they are counted in; <see cref="DepthwiseJob{TSink}"/> does so
    /// from two outputs on, which share their packing.
    /// </summary>
    private static bool HasFasterPlan(PlannedTable table, KernelPath path, bool sharesProducts) =>
        !table.Parts.IsGeneral
        && table.Parts.Digits.Length == 0
        && table.Parts.Columns.Length == 0
        && !table.Terms.HasActivationTerms
        && (table.Parts.Product is null || (sharesProducts && path.Product is not null));

    private static void CheckGeometry(ConvolutionGeometry g)
    {
        if (g.Groups < 1 || g.InChannels % g.Groups != 0 || g.OutChannels % g.Groups != 0)
            throw new ArgumentException(
                $"{g.Groups} groups do not divide {g.InChannels} input and {g.OutChannels} output channels",
                nameof(g)
            );
        var fromOne =
            (ReadOnlySpan<int>)[g.KernelHeight, g.KernelWidth, g.StrideHeight, g.StrideWidth, g.DilationHeight, g.DilationWidth];
        var fromZero = (ReadOnlySpan<int>)[g.PadTop, g.PadLeft, g.PadBottom, g.PadRight];
        if (fromOne.ContainsAnyExceptInRange(1, int.MaxValue) || fromZero.ContainsAnyExceptInRange(0, int.MaxValue))
            throw new ArgumentException(
                $"kernel {g.KernelHeight}×{g.KernelWidth}, stride {g.StrideHeight}×{g.StrideWidth}, dilation "
                    + $"{g.DilationHeight}×{g.DilationWidth}, padding {g.PadTop}, {g.PadLeft}, {g.PadBottom}, {g.PadRight}: "
                    + $"padding must be at least 0, the others at least 1",
                nameof(g)
            );
        if (g.OutHeight == 0 || g.OutWidth == 0)
            throw new ArgumentException(
                $"kernel of {g.SpanHeight}×{g.SpanWidth} with its dilation exceeds the padded image "
                    + $"{g.InHeight + g.PadTop + g.PadBottom}×{g.InWidth + g.PadLeft + g.PadRight}",
                nameof(g)
            );
    }

    private static void CheckLength(string name, long length, long expected)
    {
        if (length != expected)
            throw new ArgumentException($"{name} has {length} values, the geometry and batch ask for {expected}", name);
    }
}
