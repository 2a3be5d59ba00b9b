namespace QosNets.Multipliers;

/// <summary>One multiplier of a parametric family: its products of magnitudes and a count of its gates.</summary>
/// <param name="Name">Name without signedness, for example <c>drum_k4</c>.</param>
/// <param name="Source">The paper that describes the family.</param>
/// <param name="Product">The product of two magnitudes, each 0..255; 0..65,535.</param>
/// <param name="Gates">Gates of the unsigned 8×8-bit circuit.</param>
public sealed record FamilyMember(string Name, string Source, Func<int, int, int> Product, GateCount Gates)
{
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
        var gates = !signed ? Gates : Gates + (table.IsExact ? BaughWooley : Negations);
        return new Multiplier(
            (signed ? "mul8s_" : "mul8u_") + Name,
            table,
            gates.NominalMilliwatt,
            Source: Source,
            PowerIsEstimated: true
        );
    }
}
