namespace QosNets.Multipliers;

/// <summary>
/// How many of the highest bits of each operand a table reads: it has the same products for all bytes that agree in these. An
/// 8×4 multiplier reads 4 bits of its weight, and so does an 8×8 one that was approximated until nothing depended on the others.
/// </summary>
/// <param name="Activation">Bits of operand a, 0..8; 0 where the products do not depend on it.</param>
/// <param name="Weight">Bits of operand b, 0..8.</param>
public readonly record struct OperandBits(int Activation, int Weight)
{
    private const int Byte = 8;

    /// <summary>The bits that a table reads.</summary>
    public static OperandBits Of(TruthTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new OperandBits(Read(table, activation: true), Read(table, activation: false));
    }

    private static int Read(TruthTable table, bool activation)
    {
        var products = table.Products;
        for (var dropped = 1; dropped <= Byte; dropped++)
        {
            // Agreement in one bit less was found before, so bytes that differ in this bit alone decide.
            var bit = 1 << (dropped - 1);
            var step = activation ? bit << Byte : bit;
            for (var i = 0; i < products.Length; i++)
            {
                if ((i & step) != 0 && products[i] != products[i ^ step])
                    return Byte - dropped + 1;
            }
        }
        return 0;
    }
}
