namespace QosNets.Kernels;

/// <summary>
/// How the rows of an output channel are cut into runs of <see cref="SingleProducts256"/>, four of which are summed together.
/// What a run writes behind its row is replaced by the next row; only behind the last one nothing may be written.
/// </summary>
internal sealed unsafe class DepthwiseRuns
{
    private const int Run = SingleProducts256.Run;
    private const int Runs = SingleProducts256.Runs;

    private readonly int stride;
    private readonly int step;
    private readonly int perRow;

    // Where each run starts in the activations, and in the sums.
    private readonly int[] from;
    private readonly int[] to;

    /// <summary>Cuts rows.</summary>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="rowBytes">Bytes of a row of activations with its padding.</param>
    /// <param name="rows">Most rows of a call.</param>
    internal DepthwiseRuns(ConvolutionGeometry g, int rowBytes, int rows)
    {
        var width = g.OutWidth;
        (stride, step) = (g.StrideWidth, g.StrideHeight * rowBytes);

        // With a stride of 1 runs are neighbours by twos: of one row, or of two rows that are no longer than a run.
        perRow = (width + Run - 1) / Run;
        perRow = stride == 1 && perRow > 1 ? (perRow + 1) / 2 * 2 : perRow;
        var count = Count(rows) + Runs;
        from = [.. Enumerable.Range(0, count).Select(i => i / perRow * step + i % perRow * Run * stride)];
        to = [.. Enumerable.Range(0, count).Select(i => i / perRow * width + i % perRow * Run)];
    }

    /// <summary>Rows beyond those of a call whose activations may be read.</summary>
    internal const int RowsBehind = Runs;

    /// <summary>Sums rows.</summary>
    /// <param name="x">Activations; those of <see cref="RowsBehind"/> are read behind them.</param>
    /// <param name="pairs">Products of a position.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="sums">Receives the sums.</param>
    /// <param name="end">End of the memory that may be written.</param>
    internal void Sum(byte* x, in FactorPairs pairs, int rows, int* sums, int* end)
    {
        var count = Count(rows);
        fixed (int* f = from)
        fixed (int* t = to)
            for (var i = 0; i < count; i += Runs)
            {
                if (sums + t[i + Runs - 1] + Run <= end)
                    Sum(x, f + i, pairs, sums, t + i);
                else
                    SumLast(x, f + i, pairs, sums, t + i, end);
            }
    }

    private int Count(int rows) => rows * perRow;

    private void Sum(byte* x, int* f, in FactorPairs pairs, int* sums, int* t)
    {
        if (stride == 2)
            SingleProducts256.EverySecond(x, f, pairs, sums, t);
        else if (perRow == 1)
            SingleProducts256.EachOfTwoRows(x, step, f, pairs, sums, t);
        else
            SingleProducts256.Each(x, f, pairs, sums, t);
    }

    /// <summary>
    /// As <see cref="Sum(byte*, int*, in FactorPairs, int*, int*)"/>, of which only what lies before the end is kept.
    /// </summary>
    private void SumLast(byte* x, int* f, in FactorPairs pairs, int* sums, int* t, int* end)
    {
        var made = stackalloc int[Runs * Run];
        var places = stackalloc int[] { 0, Run, 2 * Run, 3 * Run };
        Sum(x, f, pairs, made, places);
        for (var i = 0; i < Runs; i++)
        {
            var length = (int)Math.Clamp(end - (sums + t[i]), 0, Run);
            new Span<int>(made + i * Run, length).CopyTo(new Span<int>(sums + t[i], length));
        }
    }
}
