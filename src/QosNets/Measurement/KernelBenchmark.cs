using QosNets.Kernels;

namespace QosNets.Measurement;

/// <summary>Speed of a path on the matrix product that kernels are compared with.</summary>
/// <param name="Path">Name of the path.</param>
/// <param name="Plan">How the path computes the table, see <see cref="NamedTable.PlanOn"/>.</param>
/// <param name="Table">Name of the table.</param>
/// <param name="M">Rows of activations.</param>
/// <param name="K">Products of one sum.</param>
/// <param name="N">Rows of weights.</param>
/// <param name="Threads">Threads that the path may use.</param>
/// <param name="GproductsPerS">10^9 products a second, the median of the rounds.</param>
/// <param name="Ratio">How many times as fast as the scalar loop on one thread, which knows nothing of the table's structure, the
/// median of the rounds.</param>
/// <param name="Checked">Whether all sums were equal to those by their definition; there are no rows where they are not.</param>
internal sealed record KernelRow(
    string Path,
    string Plan,
    string Table,
    int M,
    int K,
    int N,
    int Threads,
    double GproductsPerS,
    double Ratio,
    bool Checked
);

/// <summary>Measures kernels on the matrix product 1024×576×64, a layer of a small network on a batch.</summary>
internal static class KernelBenchmark
{
    /// <summary>Rows of activations.</summary>
    public const int M = 1024;

    /// <summary>Products of one sum.</summary>
    public const int K = 576;

    /// <summary>Rows of weights.</summary>
    public const int N = 64;

    /// <summary>Operands of the product for a table.</summary>
    public static TableWorkload Workload(NamedTable table) => new(ConvolutionGeometry.Linear(K, N), M, table);

    /// <summary>Measures one table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="paths">Paths that this processor supports.</param>
    /// <param name="threads">Numbers of threads.</param>
    /// <param name="options">How long to measure.</param>
    /// <param name="progress">Hears the fraction done, 0..1; null when nobody listens.</param>
    /// <param name="cancel">Stops the measurement.</param>
    /// <returns>One row for each path and number of threads.</returns>
    /// <exception cref="MeasurementException">A path gives wrong sums.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<KernelRow> Run(
        NamedTable table,
        IReadOnlyList<KernelPath> paths,
        IReadOnlyList<int> threads,
        RoundOptions options,
        Action<double>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        return
        [
            .. PathSpeed
                .Measure(Workload(table), paths, threads, options, progress: progress, cancel: cancel)
                .Select(s => new KernelRow(
                    s.Path,
                    s.Plan,
                    table.Name,
                    M,
                    K,
                    N,
                    s.Threads,
                    s.GproductsPerSecond,
                    s.Ratio,
                    Checked: true
                )),
        ];
    }
}
