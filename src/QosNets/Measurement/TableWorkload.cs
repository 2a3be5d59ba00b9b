using QosNets.Kernels;

namespace QosNets.Measurement;

/// <summary>One layer on one table with random operands: what a kernel is timed on.</summary>
internal sealed class TableWorkload
{
    private readonly int[] actual;
    private int[]? expected;

    /// <summary>Makes operands; the same sizes and seed give the same ones.</summary>
    /// <param name="geometry">Sizes of the layer.</param>
    /// <param name="batch">Images, or rows of a matrix product.</param>
    /// <param name="table">The table.</param>
    /// <param name="seed">Seed of the operands, which are spread evenly over all bytes.</param>
    public TableWorkload(ConvolutionGeometry geometry, int batch, NamedTable table, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        Geometry = geometry;
        Batch = batch;
        Table = table;
        Input = new byte[batch * geometry.InputLength];
        Weights = new byte[geometry.OutChannels * geometry.FanIn];
        var random = new Random(seed);
        random.NextBytes(Input);
        random.NextBytes(Weights);
        actual = new int[batch * geometry.OutputLength];
    }

    /// <summary>Sizes of the layer.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <summary>Images, or rows of a matrix product.</summary>
    public int Batch { get; }

    /// <summary>The table.</summary>
    public NamedTable Table { get; }

    /// <summary>Activations [batch, InChannels, InHeight, InWidth]; bytes of 0 pad them.</summary>
    public byte[] Input { get; }

    /// <summary>Weights [OutChannels, K].</summary>
    public byte[] Weights { get; }

    /// <summary>Products that one run sums.</summary>
    public double Products => (double)Batch * Geometry.Multiplications;

    /// <summary>Sums by their definition, [batch, OutChannels, OutHeight, OutWidth].</summary>
    public int[] Expected => expected ??= PlainSums.Of(Geometry, Batch, Input, 0, Weights, Table.Table.Products);

    /// <summary>Runs a path once.</summary>
    /// <returns>Its sums; the next run overwrites them.</returns>
    public int[] Run(KernelPath path) => Run(Table.Prepared, path);

    /// <summary>Runs the scalar loop once: the scalar path, without regard to the structure of the table.</summary>
    /// <returns>Its sums; the next run overwrites them.</returns>
    public int[] RunScalarLoop() => Run(Table.PreparedAsGeneral, KernelPaths.All[^1]);

    /// <summary>Runs something that should give <see cref="Expected"/>.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="run">Gives sums.</param>
    /// <exception cref="MeasurementException">They differ.</exception>
    public void Check(string name, Func<int[]> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        // What an earlier run left would hide one that writes nothing.
        Array.Fill(actual, int.MinValue);
        var sums = run();
        if (sums.Length != Expected.Length)
            throw new MeasurementException(
                $"{name} on table {Table.Name}: {sums.Length} sums where {Expected.Length} are expected"
            );
        var at = sums.AsSpan().CommonPrefixLength(Expected);
        if (at < sums.Length)
            throw new MeasurementException(
                $"{name} on table {Table.Name}: sum {at} of {sums.Length} is {sums[at]} where the products add up to "
                    + $"{Expected[at]}"
            );
    }

    private int[] Run(PreparedTable table, KernelPath path)
    {
        TableConvolution.Run(Geometry, Batch, Input, 0, Weights, table, actual, path);
        return actual;
    }
}
