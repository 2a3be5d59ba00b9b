using System.Numerics;

namespace QosNets.Multipliers;

/// <summary>The bits of its operands that a table depends on; hardware need not read the others from any memory.</summary>
/// <param name="A">Bits of operand a, bit i of the mask for bit i.</param>
/// <param name="B">Bits of operand b.</param>
internal readonly record struct OperandBits(byte A, byte B)
{
    /// <summary>
    /// The highest bits of operand a, 0..8, that decide: bytes that agree in these have the same products. An 8×4 multiplier
    /// reads 4 of its weight, and so does an 8×8 one that was approximated until nothing depended on the others.
    /// </summary>
    public int Activation => 8 - LowestA;

    /// <summary>The highest bits of operand b, 0..8, that decide.</summary>
    public int Weight => 8 - LowestB;

    /// <summary>How many bits of operand a are read.</summary>
    public int CountA => BitOperations.PopCount(A);

    /// <summary>How many bits of operand b are read.</summary>
    public int CountB => BitOperations.PopCount(B);

    /// <summary>The lowest bit of operand a that is read; 8 when none is.</summary>
    public int LowestA => Math.Min(8, BitOperations.TrailingZeroCount((uint)A));

    /// <summary>The lowest bit of operand b that is read; 8 when none is.</summary>
    public int LowestB => Math.Min(8, BitOperations.TrailingZeroCount((uint)B));

    /// <summary>The bits that change a product of the table.</summary>
    public static OperandBits Of(TruthTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int a = 0,
            b = 0;
        for (var bit = 0; bit < 8; bit++)
        {
            if (DependsOn(table.Products, 256 << bit))
                a |= 1 << bit;
            if (DependsOn(table.Products, 1 << bit))
                b |= 1 << bit;
        }
        return new OperandBits((byte)a, (byte)b);
    }

    // Whether an entry differs from the one whose index differs in one bit only.
    private static bool DependsOn(ReadOnlySpan<int> products, int bit)
    {
        for (var i = 0; i < products.Length; i += 2 * bit)
        {
            if (!products.Slice(i, bit).SequenceEqual(products.Slice(i + bit, bit)))
                return true;
        }
        return false;
    }
}
