namespace QosNets.Multipliers;

/// <summary>Array multipliers as circuits: partial products reduced column by column.</summary>
internal static class ArrayCircuits
{
    /// <summary>The sum of the kept dots of two magnitudes, and a constant.</summary>
    /// <param name="circuit">Where it is built.</param>
    /// <param name="a">Operand a.</param>
    /// <param name="b">Operand b.</param>
    /// <param name="keep">Whether the array has the dot of bit i of a and bit j of b.</param>
    /// <param name="constant">Added to every product.</param>
    public static int[] Unsigned(this Circuit circuit, int[] a, int[] b, Func<int, int, bool> keep, int constant = 0)
    {
        var width = a.Length + b.Length;
        var columns = Columns(width, constant);
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
            {
                if (keep(i, j))
                    columns[i + j].Add(circuit.And(a[i], b[j]));
            }
        }
        return circuit.Reduce(columns, width);
    }

    /// <summary>
    /// The exact product in two's complement: dots of one sign bit are inverted, and constants make up for it (Baugh and Wooley,
    /// IEEE Transactions on Computers C-22, 1973).
    /// </summary>
    public static int[] Signed(this Circuit circuit, int[] a, int[] b)
    {
        var width = a.Length + b.Length;
        var columns = Columns(width, (1 << a.Length - 1) + (1 << b.Length - 1) + (1 << width - 1));
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
            {
                var dot = circuit.And(a[i], b[j]);
                var oneSign = (i == a.Length - 1) != (j == b.Length - 1);
                columns[i + j].Add(oneSign ? Circuit.Not(dot) : dot);
            }
        }
        return circuit.Reduce(columns, width);
    }

    /// <summary>The exact multiplier of operands of the given widths.</summary>
    public static Netlist Exact(OperandWidths widths, bool signed)
    {
        var circuit = new Circuit();
        var (a, b) = (CircuitWords.Operand(Circuit.A, widths.A), CircuitWords.Operand(Circuit.B, widths.B));
        return Netlist.Of(circuit, signed ? circuit.Signed(a, b) : circuit.Unsigned(a, b, (_, _) => true), widths)!;
    }

    private static List<int>[] Columns(int width, int constant) =>
        [.. Enumerable.Range(0, width).Select(c => (constant >> c & 1) != 0 ? new List<int> { Circuit.One } : new List<int>())];
}
