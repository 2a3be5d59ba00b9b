namespace QosNets.Multipliers;

/// <summary>
/// The partial products ("dots") of an array multiplier that a member of a family keeps, and an optional constant. Dot
/// (i, j) is bit i of a and bit j of b, of weight 2^(i+j).
/// </summary>
internal sealed class DotArray
{
    private readonly int bits;
    private readonly int constant;
    private readonly bool[,] kept;

    /// <summary>An array of <paramref name="bits"/>×<paramref name="bits"/> dots.</summary>
    /// <param name="bits">Bits of an operand, 1..8.</param>
    /// <param name="keep">Whether the array has the dot (i, j).</param>
    /// <param name="constant">Added to every product.</param>
    public DotArray(int bits, Func<int, int, bool> keep, int constant = 0)
    {
        this.bits = bits;
        this.constant = constant;
        kept = new bool[bits, bits];
        for (var i = 0; i < bits; i++)
        {
            for (var j = 0; j < bits; j++)
                kept[i, j] = keep(i, j);
        }
    }

    /// <summary>Sum of the kept dots and the constant.</summary>
    public int Product(int a, int b)
    {
        var sum = constant;
        for (var i = 0; i < bits; i++)
        {
            for (var j = 0; j < bits; j++)
            {
                if (kept[i, j])
                    sum += ((a >> i) & (b >> j) & 1) << (i + j);
            }
        }
        return sum;
    }

    /// <summary>The array as a circuit: the sum of the kept dots and the constant.</summary>
    public int[] Build(Circuit circuit, int[] a, int[] b) => circuit.Unsigned(a, b, (i, j) => kept[i, j], constant);

    /// <summary>
    /// One and per dot, and adders that reduce each column, carries included, to one bit: full adders as far as they go, a
    /// half adder for two bits left. For the whole array these are the 8 half and 48 full adders of Braun's multiplier.
    /// </summary>
    public GateCount Gates()
    {
        var count = new GateCount();
        var carries = 0;
        for (var column = 0; column < 2 * bits; column++)
        {
            var dots = Enumerable.Range(0, bits).Count(i => column - i >= 0 && column - i < bits && kept[i, column - i]);
            var one = (constant >> column) & 1;
            var height = dots + carries + one;
            var full = Math.Max(0, height - 1) / 2;
            var half = Math.Max(0, height - 1) % 2;
            count += new GateCount(full, half, dots);
            // An adder with a constant one is a simpler cell: a full adder becomes one of half the adder's size, a half adder an
            // inverter.
            if (one == 1 && full > 0)
                count += new GateCount(FullAdders: -1, HalfAdders: 1);
            else if (one == 1 && half > 0)
                count += new GateCount(HalfAdders: -1);
            carries = full + half;
        }
        return count;
    }
}
