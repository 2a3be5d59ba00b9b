namespace QosNets.Kernels;

/// <summary>
/// The entries that the passes of a table look up, as two digits each: Scale · (d0 + Radix · d1). The row of an activation
/// holds its entries for the classes of the weights. What depends on the activation alone is in the entries too, where it
/// costs nothing, or else in the terms of the table.
/// </summary>
internal sealed unsafe class ColumnTable
{
    /// <summary>Bytes of a row: 16 lower digits, then 16 upper ones.</summary>
    internal const int RowBytes = 2 * ColumnPass.MaxClasses;

    // Bytes that add up more digits than these save next to nothing.
    private const int MaxSums = 16;

    private readonly ColumnPass[] passes;
    private readonly ProductPart? product;
    private readonly AlignedBuffer rows;
    private readonly int[] entries;

    internal ColumnTable(ColumnPass[] passes, ProductPart? product)
    {
        this.passes = passes;
        this.product = product;
        rows = new AlignedBuffer(passes.Length * 256 * RowBytes);
        entries = new int[passes.Length * ColumnPass.MaxClasses * 256];
    }

    /// <summary>What the lower digits are counted in.</summary>
    internal int Scale { get; private set; }

    /// <summary>What an upper digit of one stands for, in lower ones; at most 256 where the table is not wide.</summary>
    internal int Radix { get; private set; }

    /// <summary>How many digits a byte can add up, 1 to 16.</summary>
    internal int SafeSums { get; private set; }

    /// <summary>Whether two digits do not hold the entries that were laid out.</summary>
    internal bool IsWide => Radix > 256;

    /// <summary>The 256 rows of a pass, aligned to 32 bytes.</summary>
    internal byte* Rows(int pass) => rows.Pointer + pass * 256 * RowBytes;

    /// <summary>The multiple of A that, taken off the table, leaves the columns about as high at both ends of A.</summary>
    internal int Slope(ReadOnlySpan<int> table, ReadOnlySpan<byte> map)
    {
        var (first, last) = (0, 0);
        for (var a = 1; a < 256; a++)
        {
            first = map[a] < map[first] ? a : first;
            last = map[a] > map[last] ? a : last;
        }

        var (lowest, highest) = (int.MaxValue, int.MinValue);
        foreach (var pass in passes.Where(pass => pass.HasTerms))
        foreach (var b in pass.Weights)
        {
            var rise = table[256 * last + b] - table[256 * first + b] - ProductOf(map[last], b) + ProductOf(map[first], b);
            (lowest, highest) = (Math.Min(lowest, rise), Math.Max(highest, rise));
        }

        var slope = (int)Math.Round((lowest + highest) / 2.0 / (map[last] - map[first]));
        return Math.Clamp(slope, -ProductPart.MaxFactor, ProductPart.MaxFactor);
    }

    /// <summary>
    /// Takes the entries out of a table. The terms of the weights become what the entries lack in row 0. Terms of the
    /// activation that the entries do not bear are those of the column of weight 0.
    /// </summary>
    /// <param name="table">65,536 products.</param>
    /// <param name="slope">Multiple of A that is summed elsewhere.</param>
    /// <param name="map">A of every activation.</param>
    /// <param name="withTerms">Whether the entries bear the terms of the activation.</param>
    /// <param name="weightTerms">Receives the terms of the 256 weights.</param>
    /// <returns>The range of the entries in units of their scale; digits hold at most 65,535.</returns>
    internal int Take(ReadOnlySpan<int> table, int slope, ReadOnlySpan<byte> map, bool withTerms, Span<int> weightTerms)
    {
        Span<int> terms = stackalloc int[256];
        for (var a = 0; a < 256; a++)
            terms[a] = table[256 * a] - slope * map[a];
        for (var b = 0; b < 256; b++)
            weightTerms[b] = table[b] - slope * map[0] - ProductOf(map[0], b) - (withTerms ? 0 : terms[0]);
        var range = 0;
        for (var i = 0; i < passes.Length; i++)
        {
            var pass = passes[i];
            var first = entries.AsSpan(i * ColumnPass.MaxClasses * 256);
            for (var c = 0; c < pass.Weights.Length; c++)
            {
                var column = first.Slice(256 * c, 256);
                var b = pass.Weights[c];
                var lowest = int.MaxValue;
                for (var a = 0; a < 256; a++)
                {
                    var taken = withTerms && pass.HasTerms ? slope * map[a] : slope * map[a] + terms[a];
                    column[a] = table[256 * a + b] - taken - ProductOf(map[a], b);
                    lowest = Math.Min(lowest, column[a]);
                }

                foreach (ref var entry in column)
                    range = Math.Max(range, entry -= lowest);
            }

            for (var b = 0; b < 256; b++)
                if (pass.ClassOf[b] != ColumnPass.None)
                    weightTerms[b] -= first[256 * pass.ClassOf[b]];
        }

        Scale = Divisor.Common(entries);
        return range / Scale;
    }

    /// <summary>Writes the digits of the entries that were taken last.</summary>
    /// <param name="range">What <see cref="Take"/> returned.</param>
    internal void LayOut(int range)
    {
        Radix = Math.Max((int)Math.Ceiling(Math.Sqrt(range + 1)), 1);
        SafeSums = Math.Clamp(byte.MaxValue / Math.Max(Radix - 1, 1), 1, MaxSums);
        var row = rows.Pointer;
        for (var i = 0; i < passes.Length; i++)
        for (var a = 0; a < 256; a++, row += RowBytes)
        for (var c = 0; c < passes[i].Weights.Length; c++)
        {
            var (upper, lower) = Math.DivRem(entries[(i * ColumnPass.MaxClasses + c) * 256 + a] / Scale, Radix);
            row[c] = (byte)lower;
            row[ColumnPass.MaxClasses + c] = (byte)upper;
        }
    }

    private int ProductOf(int a, int b) => product is null ? 0 : a * product.Factors[b];
}
