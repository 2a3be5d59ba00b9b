namespace QosNets.Multipliers;

/// <summary>A form in which programs store tables of signed multipliers.</summary>
/// <param name="Note">What was done to the table, or null for the plain form.</param>
/// <param name="Row">The stored row or column of an operand's raw bits, given their number.</param>
/// <param name="Product">The product that a stored number stands for, given the number of its bits; null when it is none.</param>
internal sealed record SignedForm(string? Note, Func<int, int, int> Row, Func<int, int, int?> Product)
{
    private static readonly (string? Note, Func<int, int, int> Row)[] Orders =
    [
        (null, (bits, _) => bits),
        (
            "rows and columns stand for -128..127 in that order (the products show it); they were moved to the order of the "
                + "operand bytes",
            (bits, width) => bits ^ 1 << width - 1
        ),
        (
            "operands are stored as sign and magnitude (the products show it); they were moved to two's complement, and the "
                + "least operand has the products of the one above it, as it has no such form",
            SignMagnitude
        ),
    ];

    private static readonly (string? Note, Func<int, int, int?> Product)[] Products =
    [
        (null, (value, _) => value),
        // A pattern is plain where a format has no signed numbers.
        (null, (value, bits) => value < 0 || value >> bits != 0 ? null : value - ((value >> (bits - 1)) << bits)),
        (
            "products are stored with an offset of half their range (they show it), which was subtracted",
            (value, bits) => value < 0 || value >> bits != 0 ? null : value - (1 << (bits - 1))
        ),
        (
            "products are stored as sign and magnitude (they show it); they were moved to two's complement",
            (value, bits) =>
                value < 0 || value >> bits != 0 ? null
                : value >> (bits - 1) != 0 ? -(value & ((1 << (bits - 1)) - 1))
                : value
        ),
    ];

    /// <summary>The forms that are tried, plain ones first.</summary>
    /// <param name="ordersToo">Whether operands may stand in another order than that of their bits.</param>
    public static IEnumerable<SignedForm> All(bool ordersToo) =>
        from order in ordersToo ? Orders : Orders[..1]
        from product in Products
        select new SignedForm(
            order.Note is null || product.Note is null ? order.Note ?? product.Note : $"{order.Note}; {product.Note}",
            order.Row,
            product.Product
        );

    /// <summary>The table in plain form, or null when the numbers are none of this form.</summary>
    public NativeTable? Read(int[] values, OperandWidths widths)
    {
        var bits = widths.A + widths.B;
        var (least, most) = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1);
        var products = new int[values.Length];
        for (var i = 0; i < products.Length; i++)
        {
            var (a, b) = (Row(i >> widths.B, widths.A), Row(i & (1 << widths.B) - 1, widths.B));
            if (Product(values[a << widths.B | b], bits) is not { } product || product < least || product > most)
                return null;
            products[i] = product;
        }
        return new NativeTable(products, widths, true);
    }

    private static int SignMagnitude(int bits, int width)
    {
        var sign = 1 << width - 1;
        if ((bits & sign) == 0)
            return bits;
        var magnitude = (sign << 1) - bits;
        return sign | Math.Min(magnitude, sign - 1);
    }
}
