namespace QosNets.Kernels;

/// <summary>
/// The plain loop, the reference of all others. Every product costs three dependent loads: the activation and two bytes
/// of the table, which often miss the first-level cache. The vector paths avoid just that. They keep a column of the table
/// in registers, or add strips of products that were laid out beforehand.
/// </summary>
internal sealed class ScalarPath() : KernelPath("scalar", true)
{
    internal override PlanCosts Costs { get; } = new();

    internal override int BlockPositions(int k, bool withStrips) => 256;

    internal override unsafe void Multiply(
        byte* columns,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int start,
        int* r,
        int stride
    ) => Sum(columns, x, offsets, positions, w, n, k, start, r, stride);

    /// <summary>The loop, see <see cref="Multiply"/>.</summary>
    internal static unsafe void Sum(
        byte* columns,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int start,
        int* r,
        int stride
    )
    {
        for (var j = 0; j < n; j++)
        {
            var sums = r + (long)j * stride;
            new Span<int>(sums, positions).Fill(start);
            for (var i = 0; i < k; i++)
            {
                var low = columns + w[(long)j * k + i] * PreparedTable.ColumnBytes;
                var high = low + PreparedTable.HighStart;
                var activations = x + offsets[i];
                for (var p = 0; p < positions; p++)
                    sums[p] += low[activations[p]] | high[activations[p]] << 8;
            }
        }
    }
}
