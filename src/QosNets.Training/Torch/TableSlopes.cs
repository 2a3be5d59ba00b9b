using QosNets.Approximation;
using QosNets.Multipliers;

namespace QosNets.Training.Torch;

/// <summary>
/// How fast the products of a table follow each operand: differences of the table, smoothed along that operand, as Meng, Burleson
/// and De Micheli take them (DATE 2025). Kept as what they differ by from those of exact products, b and a.
/// </summary>
internal sealed class TableSlopes
{
    private readonly bool signed;
    private readonly int window;

    /// <summary>The slopes of a table.</summary>
    /// <param name="table">The multiplier.</param>
    /// <param name="window">
    /// Half-width of the mean that smooths, in units of the operand byte; 0 for the table as it is. Where the window would leave
    /// the operands, the mean slope over all of them stands.
    /// </param>
    public TableSlopes(TruthTable table, int window)
    {
        (signed, this.window) = (table.Signed, window);
        Errors = new ErrorRows(table);
        var line = new double[256];
        for (var other = 0; other < 256; other++)
        {
            var exact = TruthTable.Operand((byte)other, signed);
            for (var a = 0; a < 256; a++)
                line[a] = table.Products[256 * a + other];
            var slopes = Of(line);
            for (var a = 0; a < 256; a++)
                Pairs[2 * (256 * other + a) + 1] = (float)(slopes[a] - exact);
            for (var b = 0; b < 256; b++)
                line[b] = table.Products[256 * other + b];
            slopes = Of(line);
            for (var b = 0; b < 256; b++)
                Pairs[2 * (256 * b + other)] = (float)(slopes[b] - exact);
        }
    }

    /// <summary>
    /// ∂T/∂b − a and ∂T/∂a − b, [weight byte, activation byte, 2]: every product needs both, and one load brings
    /// them.
    /// </summary>
    public float[] Pairs { get; } = new float[2 * TruthTable.Length];

    /// <summary>The errors of the table.</summary>
    public ErrorRows Errors { get; }

    /// <summary>The slope of a function of an operand byte, [256], in the order of the operands.</summary>
    public double[] Of(ReadOnlySpan<double> values)
    {
        var (lowest, highest) = signed ? (-128, 127) : (0, 255);
        var sums = new double[257];
        for (var i = 0; i < 256; i++)
            sums[i + 1] = sums[i] + values[(byte)(lowest + i)];
        var mean = (values[(byte)highest] - values[(byte)lowest]) / 255;
        var slopes = new double[256];
        for (var v = lowest; v <= highest; v++)
        {
            var fits = v - 1 - window >= lowest && v + 1 + window <= highest;
            slopes[(byte)v] = fits ? (Smoothed(v + 1) - Smoothed(v - 1)) / 2 : mean;
        }
        return slopes;

        double Smoothed(int v) => (sums[v + window - lowest + 1] - sums[v - window - lowest]) / (2 * window + 1);
    }
}
