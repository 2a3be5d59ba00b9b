namespace QosNets.Kernels;

/// <summary>Matrix product through a table: R[m, n] = Σ_k T[x[m, k], w[n, k]].</summary>
public static class TableGemm
{
    private static readonly Lazy<GemmPath> SelectedPath = new(() =>
        Choose(Environment.GetEnvironmentVariable(KernelOptions.KernelVariable))
    );

    /// <summary>All paths, the fastest first. Dispatch, tests and QOSNETS_KERNEL all use this list.</summary>
    public static IReadOnlyList<GemmPath> Paths { get; } =
    [new Avx512VbmiPath(), new Avx2Path(), new Vector128Path(), new ScalarPath()];

    /// <summary>The path in use: that named by QOSNETS_KERNEL, else the first supported one.</summary>
    /// <exception cref="SettingException">QOSNETS_KERNEL names no path of this processor.</exception>
    public static GemmPath Selected => SelectedPath.Value;

    /// <summary>The path of the given name; the first supported one when the name is null or blank.</summary>
    /// <exception cref="SettingException">The name is unknown or the processor lacks the instructions.</exception>
    public static GemmPath Choose(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return Paths.First(path => path.IsSupported);
        var choices = string.Join(", ", Paths.Where(path => path.IsSupported).Select(path => path.Name));
        var chosen =
            Paths.FirstOrDefault(path => path.Name == name)
            ?? throw new SettingException(
                $"{KernelOptions.KernelVariable}='{name}' is no kernel; this machine can run: {choices}"
            );
        if (!chosen.IsSupported)
            throw new SettingException(
                $"{KernelOptions.KernelVariable}='{name}' needs instructions that this processor lacks; it can run: {choices}"
            );
        return chosen;
    }

    /// <summary>Computes R[m, n] = Σ_k T[x[m, k], w[n, k]]; sums wrap at 32 bits.</summary>
    /// <param name="table">The table T.</param>
    /// <param name="x">Activations [m, k].</param>
    /// <param name="w">Weights [n, k].</param>
    /// <param name="r">Sums [m, n].</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="n">Rows of w.</param>
    /// <param name="k">Products per sum.</param>
    /// <param name="path">Path to use instead of <see cref="Selected"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void Multiply(
        PreparedTable table,
        ReadOnlySpan<byte> x,
        ReadOnlySpan<byte> w,
        Span<int> r,
        int m,
        int n,
        int k,
        GemmPath? path = null
    ) => TableConvolution.Run(ConvolutionGeometry.Linear(k, n), m, x, 0, w, table, r, path);
}
