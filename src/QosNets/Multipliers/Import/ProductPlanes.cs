namespace QosNets.Multipliers;

/// <summary>Turns the result bits of a circuit into a truth table.</summary>
internal static class ProductPlanes
{
    /// <summary>
    /// The table of a result of 16 or more bits. Bits above the sixteenth must all be 0 (a product as a 16-bit pattern) or, in a
    /// signed table, all equal to bit 15 (a product extended by its sign).
    /// </summary>
    /// <exception cref="LibraryException">A result needs more than 16 bits.</exception>
    public static TruthTable Table(string place, Circuit circuit, ReadOnlySpan<int> bits, bool signed)
    {
        int high = Circuit.Zero,
            unlike = Circuit.Zero;
        foreach (var bit in bits[16..])
        {
            high = circuit.Or(high, bit);
            unlike = circuit.Or(unlike, circuit.Xor(bit, bits[15]));
        }
        var planes = BitSlicedEvaluator.Evaluate(circuit, [.. bits[..16], signed ? circuit.And(high, unlike) : high]);
        var products = new int[TruthTable.Length];
        for (var i = 0; i < products.Length; i++)
        {
            var product = 0;
            for (var bit = 0; bit < 16; bit++)
                product |= (int)(planes[bit][i >> 6] >> (i & 63) & 1) << bit;
            products[i] = signed ? (short)product : product;
            if ((planes[16][i >> 6] >> (i & 63) & 1) != 0)
            {
                throw new LibraryException(
                    $"{place}: the result for operand bytes a={i >> 8} b={i & 255} does not fit in 16 bits as "
                        + $"{(signed ? "a signed" : "an unsigned")} product; return the low 16 bits only, or import it as "
                        + $"{MultiplierLibrary.Kind(!signed)}"
                );
            }
        }
        return new TruthTable(products, signed);
    }
}
