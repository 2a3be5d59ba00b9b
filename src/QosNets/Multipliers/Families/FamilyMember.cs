namespace QosNets.Multipliers;

/// <summary>One multiplier of a parametric family: its products of magnitudes and a count of its gates.</summary>
/// <param name="Name">Name without signedness, for example <c>drum_k4</c>.</param>
/// <param name="Source">The paper that describes the family.</param>
/// <param name="Product">The product of two magnitudes, each 0..255; 0..65,535.</param>
/// <param name="Gates">Gates of the unsigned 8×8-bit circuit.</param>
internal sealed record FamilyMember(string Name, string Source, Func<int, int, int> Product, GateCount Gates)
{
    private const int Bits = 8;

    /// <summary>
    /// Builds the unsigned circuit: the 16 bits of the product of two magnitudes of 8 bits.
    /// </summary>
    internal Func<Circuit, int[], int[], int[]> Build { get; init; } =
        (_, _, _) => throw new InvalidOperationException("a member of a family builds its circuit");

    // A conditional negation inverts with exclusive ors and adds the sign; each operand has 8 bits, the product 16.
    private static readonly GateCount Negations =
        2 * new GateCount(HalfAdders: 8, ExclusiveOrs: 8) + new GateCount(HalfAdders: 16, ExclusiveOrs: 17);

    // Baugh and Wooley, IEEE Transactions on Computers C-22 (1973): the same array with some ands negated and two constant ones.
    private static readonly GateCount BaughWooley = new GateCount(HalfAdders: 2);

    /// <summary>
    /// The multiplier with its table; its power is an estimate. A signed one multiplies magnitudes, saturates at 32,767 and sets
    /// the sign, so its count has three conditional negations. Only the exact signed one has none: it is a Baugh–Wooley array.
    /// </summary>
    /// <param name="signed">Two's complement operands and products instead of unsigned ones.</param>
    public Multiplier ToMultiplier(bool signed)
    {
        var products = new int[TruthTable.Length];
        for (var i = 0; i < products.Length; i++)
        {
            var (a, b) = (TruthTable.Operand((byte)(i >> 8), signed), TruthTable.Operand((byte)i, signed));
            var size = Math.Min(Product(Math.Abs(a), Math.Abs(b)), signed ? short.MaxValue : ushort.MaxValue);
            products[i] = (a < 0) != (b < 0) ? -size : size;
        }
        var table = new TruthTable(products, signed);
        var circuit = new Circuit();
        var (x, y) = (CircuitWords.Operand(Circuit.A, Bits), CircuitWords.Operand(Circuit.B, Bits));
        var bits =
            !signed ? Build(circuit, x, y)
            : table.IsExact ? circuit.Signed(x, y)
            : OfMagnitudes(circuit, x, y);
        var gates = !signed ? Gates : Gates + (table.IsExact ? BaughWooley : Negations);
        return new Multiplier(Prefix(signed) + Name, table, gates.NominalMilliwatt, Source: Source, PowerIsEstimated: true)
        {
            Circuit = Netlist.Of(circuit, bits, OperandWidths.Full),
        };
    }

    /// <summary>What names of generated multipliers begin with.</summary>
    internal static string Prefix(bool signed) => signed ? "mul8s_" : "mul8u_";

    // −128 has the magnitude 128, which 8 bits hold as well.
    private int[] OfMagnitudes(Circuit circuit, int[] a, int[] b)
    {
        var (signA, signB) = (a[^1], b[^1]);
        var product = Build(circuit, circuit.NegateIf(signA, a), circuit.NegateIf(signB, b));
        var saturated = circuit.Select(product[^1], [.. Enumerable.Repeat(Circuit.One, 15), Circuit.Zero], product);
        return circuit.NegateIf(circuit.Xor(signA, signB), saturated);
    }
}
