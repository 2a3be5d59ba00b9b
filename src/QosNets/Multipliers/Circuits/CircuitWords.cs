namespace QosNets.Multipliers;

/// <summary>Numbers of several bits in a circuit, lowest bit first, and the parts that multipliers are made of.</summary>
internal static class CircuitWords
{
    /// <summary>The lowest bits of an operand.</summary>
    public static int[] Operand(Func<int, int> bit, int width) => [.. Enumerable.Range(0, width).Select(bit)];

    /// <summary>Bit i of a number; 0 above its highest.</summary>
    public static int Bit(ReadOnlySpan<int> word, int i) => i >= 0 && i < word.Length ? word[i] : Circuit.Zero;

    /// <summary>Sum and carry of three bits.</summary>
    public static (int Sum, int Carry) FullAdder(this Circuit circuit, int x, int y, int z)
    {
        var half = circuit.Xor(x, y);
        return (circuit.Xor(half, z), circuit.Or(circuit.And(x, y), circuit.And(half, z)));
    }

    /// <summary>The low bits of a sum of two numbers and a carry.</summary>
    public static int[] Add(this Circuit circuit, int[] x, int[] y, int width, int carry = Circuit.Zero)
    {
        var sum = new int[width];
        for (var i = 0; i < width; i++)
            (sum[i], carry) = circuit.FullAdder(Bit(x, i), Bit(y, i), carry);
        return sum;
    }

    /// <summary>
    /// The low bits of a sum of dots: <paramref name="columns"/> has the bits of each weight. Each column is reduced to one bit
    /// by full adders as far as they go and a half adder for two bits left; carries join the next column.
    /// </summary>
    public static int[] Reduce(this Circuit circuit, IReadOnlyList<List<int>> columns, int width)
    {
        var sum = new int[width];
        List<int> carries = [];
        for (var c = 0; c < width; c++)
        {
            var bits = new Queue<int>((c < columns.Count ? columns[c] : []).Concat(carries).Where(b => b != Circuit.Zero));
            carries = [];
            while (bits.Count > 1)
            {
                var (x, y) = (bits.Dequeue(), bits.Dequeue());
                var third = bits.Count > 0 ? bits.Dequeue() : Circuit.Zero;
                var (s, carry) = circuit.FullAdder(x, y, third);
                bits.Enqueue(s);
                carries.Add(carry);
            }
            sum[c] = bits.Count > 0 ? bits.Dequeue() : Circuit.Zero;
        }
        return sum;
    }

    /// <summary>The number, or its negative in two's complement where a condition holds.</summary>
    public static int[] NegateIf(this Circuit circuit, int condition, int[] x) =>
        circuit.Add([.. x.Select(b => circuit.Xor(b, condition))], [], x.Length, condition);

    /// <summary>One number where a condition holds, another where not; both of the same width.</summary>
    public static int[] Select(this Circuit circuit, int condition, int[] yes, int[] no) =>
        [.. yes.Zip(no, (y, n) => circuit.Select(condition, y, n))];

    /// <summary>x · 2^shift, cut to so many bits.</summary>
    public static int[] ShiftLeft(this Circuit circuit, int[] x, int[] shift, int width)
    {
        int[] result = [.. Enumerable.Range(0, width).Select(i => Bit(x, i))];
        for (var s = 0; s < shift.Length; s++)
        {
            var before = result;
            int[] moved = [.. Enumerable.Range(0, width).Select(i => Bit(before, i - (1 << s)))];
            result = circuit.Select(shift[s], moved, before);
        }
        return result;
    }

    /// <summary>For each bit whether it is the highest that is set, and whether any is.</summary>
    public static (int[] First, int Any) LeadingOne(this Circuit circuit, int[] x)
    {
        var first = new int[x.Length];
        var above = Circuit.Zero;
        for (var i = x.Length - 1; i >= 0; i--)
        {
            first[i] = circuit.And(x[i], Circuit.Not(above));
            above = circuit.Or(above, x[i]);
        }
        return (first, above);
    }

    /// <summary>Or of bits.</summary>
    public static int Any(this Circuit circuit, IEnumerable<int> bits) => bits.Aggregate(Circuit.Zero, circuit.Or);

    /// <summary>The binary number of the line that is set, of lines of which at most one is.</summary>
    public static int[] Encode(this Circuit circuit, IReadOnlyList<(int Number, int Line)> lines, int width) =>
        [
            .. Enumerable
                .Range(0, width)
                .Select(bit => circuit.Any(lines.Where(l => (l.Number >> bit & 1) != 0).Select(l => l.Line))),
        ];
}
