namespace QosNets.Kernels;

/// <summary>
/// Matrix product through a table: R[m, n] = Σ_k T[x[m, k], w[n, k]].
/// <code>
/// var sums = new int[m * n];
/// TableGemm.Multiply(PreparedTable.Create(multiplier.Table.Products), x, w, sums, m, n, k);
/// </code>
/// </summary>
public static class TableGemm
{
    /// <summary>Computes R[m, n] = Σ_k T[x[m, k], w[n, k]]; sums wrap at 32 bits.</summary>
    /// <param name="table">The table T.</param>
    /// <param name="x">Activations [m, k].</param>
    /// <param name="w">Weights [n, k].</param>
    /// <param name="r">Sums [m, n].</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="n">Rows of w.</param>
    /// <param name="k">Products per sum.</param>
    /// <param name="threads">Threads to use, at least 1; null takes QOSNETS_THREADS, else all processors.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void Multiply(
        PreparedTable table,
        ReadOnlySpan<byte> x,
        ReadOnlySpan<byte> w,
        Span<int> r,
        int m,
        int n,
        int k,
        int? threads = null
    ) => Multiply(table, x, w, r, m, n, k, KernelPaths.Selected, threads);

    /// <summary>As the public form, on a path of one's own.</summary>
    internal static void Multiply(
        PreparedTable table,
        ReadOnlySpan<byte> x,
        ReadOnlySpan<byte> w,
        Span<int> r,
        int m,
        int n,
        int k,
        KernelPath path,
        int? threads = null
    ) => TableConvolution.Run(ConvolutionGeometry.Linear(k, n), m, x, 0, w, table, r, path, threads);
}
