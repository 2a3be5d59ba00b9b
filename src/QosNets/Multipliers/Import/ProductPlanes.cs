namespace QosNets.Multipliers;

/// <summary>Turns the result bits of a circuit into a truth table.</summary>
internal static class ProductPlanes
{
    /// <summary>
    /// The table of a result of at least as many bits as both operands have. Bits above those must all be 0 (a product as a
    /// pattern) or, in a signed table, all equal to the sign bit (a product extended by its sign).
    /// </summary>
    /// <exception cref="LibraryException">A result needs more bits.</exception>
    public static NativeTable Table(string place, Circuit circuit, ReadOnlySpan<int> bits, bool signed, OperandWidths widths)
    {
        var width = widths.A + widths.B;
        int high = Circuit.Zero,
            unlike = Circuit.Zero;
        foreach (var bit in bits[width..])
        {
            high = circuit.Or(high, bit);
            unlike = circuit.Or(unlike, circuit.Xor(bit, bits[width - 1]));
        }
        var planes = BitSlicedEvaluator.Evaluate(circuit, [.. bits[..width], signed ? circuit.And(high, unlike) : high]);
        var products = new int[widths.Pairs];
        for (var i = 0; i < products.Length; i++)
        {
            // The evaluator counts pairs of whole bytes.
            var (a, b) = (i >> widths.B, i & (1 << widths.B) - 1);
            var pair = a << 8 | b;
            var product = 0;
            for (var bit = 0; bit < width; bit++)
                product |= (int)(planes[bit][pair >> 6] >> (pair & 63) & 1) << bit;
            products[i] = signed ? product - (product >> (width - 1) << width) : product;
            if ((planes[width][pair >> 6] >> (pair & 63) & 1) != 0)
                throw new LibraryException(
                    $"{place}: the result for operand bytes a={a} b={b} does not fit in {width} bits as "
                        + $"{(signed ? "a signed" : "an unsigned")} product; return the low {width} bits only, or import it as "
                        + $"{MultiplierLibrary.Kind(!signed)}"
                );
        }
        var outputs = bits[..width].ToArray();
        return new NativeTable(products, widths, signed)
        {
            Built = new Lazy<Netlist?>(() => Netlist.Of(circuit, outputs, widths)),
        };
    }
}
