using QosNets.Kernels;

namespace QosNets.Measurement;

/// <summary>Speed of a path on a layer, with packing and all else that the layer costs.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Layer">Name of the first layer of these sizes.</param>
/// <param name="Layers">Layers of these sizes in the network.</param>
/// <param name="Kind">Kind of the layer, see <see cref="LayerShape"/>.</param>
/// <param name="InChannels">Input channels.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="OutChannels">Output channels.</param>
/// <param name="Kernel">Rows and columns of the kernel.</param>
/// <param name="Stride">Stride.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Batch">Images of one run.</param>
/// <param name="Path">Name of the path.</param>
/// <param name="Plan">How the path computes the table, see <see cref="NamedTable.PlanOn"/>.</param>
/// <param name="Table">Name of the table.</param>
/// <param name="Threads">Threads that the path may use.</param>
/// <param name="GproductsPerS">10^9 products a second, those with padding included; the median of the rounds.</param>
/// <param name="Ratio">How many times as fast as the scalar loop on one thread, which knows nothing of the table's structure, the
/// median of the rounds.</param>
/// <param name="LayoutShare">Part of the time of all threads, 0..1, that goes into laying out activations.</param>
/// <param name="Checked">Whether all sums were equal to those by their definition; there are no rows where they are not.</param>
internal sealed record ConvolutionRow(
    string Network,
    string Layer,
    int Layers,
    string Kind,
    int InChannels,
    int Height,
    int Width,
    int OutChannels,
    int Kernel,
    int Stride,
    int Groups,
    int Batch,
    string Path,
    string Plan,
    string Table,
    int Threads,
    double GproductsPerS,
    double Ratio,
    double LayoutShare,
    bool Checked
);

/// <summary>Measures the layers of built-in networks.</summary>
internal static class ConvolutionBenchmark
{
    /// <summary>
    /// Networks whose layers are measured unless others are named: standard, and pointwise and depthwise layers.
    /// </summary>
    public static IReadOnlyList<string> Networks { get; } = ["resnet20", "mobilenetv2"];

    /// <summary>Measures one layer.</summary>
    /// <param name="shape">The layer.</param>
    /// <param name="batch">Images of one run.</param>
    /// <param name="table">The table.</param>
    /// <param name="paths">Paths that this processor supports.</param>
    /// <param name="threads">Numbers of threads.</param>
    /// <param name="options">How long to measure.</param>
    /// <param name="progress">Hears the fraction done, 0..1; null when nobody listens.</param>
    /// <param name="cancel">Stops the measurement.</param>
    /// <returns>One row for each path and number of threads.</returns>
    /// <exception cref="MeasurementException">A path gives wrong sums.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<ConvolutionRow> Run(
        LayerShape shape,
        int batch,
        NamedTable table,
        IReadOnlyList<KernelPath> paths,
        IReadOnlyList<int> threads,
        RoundOptions options,
        Action<double>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(table);
        var g = shape.Geometry;
        var work = new TableWorkload(g, batch, table);
        var speeds = PathSpeed.Measure(work, paths, threads, options, progress: progress, cancel: cancel);
        using var scope = new ThreadScope();
        return
        [
            .. speeds.Select(s => new ConvolutionRow(
                shape.Network,
                shape.Layer,
                shape.Layers,
                shape.Kind,
                g.InChannels,
                g.InHeight,
                g.InWidth,
                g.OutChannels,
                g.KernelHeight,
                g.StrideHeight,
                g.Groups,
                batch,
                s.Path,
                s.Plan,
                table.Name,
                s.Threads,
                s.GproductsPerSecond,
                s.Ratio,
                LayoutShare(work, paths.Single(p => p.Name == s.Path), s.Threads),
                Checked: true
            )),
        ];
    }

    private static double LayoutShare(TableWorkload work, KernelPath path, int threads) =>
        TimeShares.Of(threads, ThreadScope.On(threads, () => work.Run(path))).Layout;
}
