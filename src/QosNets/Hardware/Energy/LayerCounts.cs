using QosNets.Kernels;

namespace QosNets.Hardware;

/// <summary>How often a layer uses each part of the array for one image. Lanes without work are idle and cost nothing.</summary>
/// <param name="Products">Multiplications, and as many accumulator additions.</param>
/// <param name="RowSums">Activations that zero point or correction sums: one for each pass of an activation.</param>
/// <param name="Outputs">Accumulators that leave the array.</param>
/// <param name="RowTotals">Sums over activations that are subtracted from accumulators: one for each position and pass.</param>
/// <param name="WeightReads">Weights read from their memory.</param>
/// <param name="ActivationReads">Activations read from their memory.</param>
/// <param name="WeightMoves">Weights written to registers of the array.</param>
/// <param name="ActivationMoves">Activations written to registers of the array.</param>
/// <param name="SumMoves">Sums written to registers of the array.</param>
/// <param name="SumReads">Partial sums read from their memory.</param>
/// <param name="SumWrites">Partial sums written to their memory.</param>
internal sealed record LayerCounts(
    long Products,
    long RowSums,
    long Outputs,
    long RowTotals,
    long WeightReads,
    long ActivationReads,
    long WeightMoves,
    long ActivationMoves,
    long SumMoves,
    long SumReads,
    long SumWrites
)
{
    /// <summary>
    /// The counts of a layer. With K the fan-in, P the positions, N the channels and G the groups, an array of R rows and C
    /// columns passes an activation ⌈(N/G)/C⌉ times, once for each block of columns.
    /// </summary>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="dataflow">What stays in the array.</param>
    /// <param name="rows">R, at least 1.</param>
    /// <param name="columns">C, at least 1.</param>
    public static LayerCounts Of(ConvolutionGeometry g, Dataflow dataflow, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var channels = g.OutChannels / g.Groups;
        var passes = Blocks(channels, columns);
        long weights = (long)g.OutChannels * g.FanIn,
            activations = (long)g.Groups * g.Positions * g.FanIn * passes,
            outputs = g.OutputLength,
            totals = (long)g.Groups * g.Positions * passes;
        if (dataflow == Dataflow.OutputStationary)
        {
            var streamed = weights * Blocks(g.Positions, rows);
            return new LayerCounts(
                g.Multiplications,
                activations,
                outputs,
                totals,
                streamed,
                activations,
                g.Multiplications,
                g.Multiplications,
                g.Multiplications,
                0,
                0
            );
        }
        var blocks = Blocks(g.FanIn, rows);
        return new LayerCounts(
            g.Multiplications,
            activations,
            outputs,
            totals,
            weights,
            activations,
            weights,
            g.Multiplications,
            g.Multiplications,
            outputs * (blocks - 1),
            outputs * (blocks - 1)
        );
    }

    private static long Blocks(int length, int size) => (length + size - 1L) / size;
}
