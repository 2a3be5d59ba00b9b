namespace QosNets.Multipliers;

/// <summary>What a truth table's structure allows: low ranks and few distinct rows make fast software emulation.</summary>
/// <param name="TableRank">Rank of the products over the rational numbers, 0..256; 1 for the exact multiplier.</param>
/// <param name="ErrorRank">Rank of the error map, 0..256; 0 for the exact multiplier.</param>
/// <param name="DistinctRows">Different rows of the products: activations that the multiplier tells apart.</param>
/// <param name="DistinctColumns">Different columns of the products: weights that it tells apart.</param>
/// <param name="DistinctErrorRows">Different rows of the error map.</param>
/// <param name="IdleActivationBits">Bits of operand a (0 is the lowest) that no product depends on.</param>
/// <param name="IdleWeightBits">Bits of operand b that no product depends on.</param>
/// <param name="ConstantProductBits">Bits of the product, 0..15, that are the same for all operands.</param>
/// <param name="Symmetric">Whether exchanging the operands never changes the product.</param>
/// <param name="LeastError">Smallest product − exact product.</param>
/// <param name="GreatestError">Largest product − exact product.</param>
internal sealed record TableStructure(
    int TableRank,
    int ErrorRank,
    int DistinctRows,
    int DistinctColumns,
    int DistinctErrorRows,
    IReadOnlyList<int> IdleActivationBits,
    IReadOnlyList<int> IdleWeightBits,
    IReadOnlyList<int> ConstantProductBits,
    bool Symmetric,
    int LeastError,
    int GreatestError
)
{
    private const int Side = 256;

    /// <summary>Finds the structure of a table.</summary>
    public static TableStructure Of(TruthTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var products = table.Products.ToArray();
        var errors = table.ErrorMap();
        var transposed = Transpose(products);
        return new TableStructure(
            IntegerRank.Of(products, Side),
            IntegerRank.Of(errors, Side),
            DistinctRowsOf(products),
            DistinctRowsOf(transposed),
            DistinctRowsOf(errors),
            IdleBits(products),
            IdleBits(transposed),
            ConstantBits(products),
            products.AsSpan().SequenceEqual(transposed),
            errors.Min(),
            errors.Max()
        );
    }

    private static int[] Transpose(int[] matrix) =>
        [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[((i & 255) << 8) | (i >> 8)])];

    private static Span<int> Row(int[] matrix, int row) => matrix.AsSpan(row * Side, Side);

    private static int DistinctRowsOf(int[] matrix)
    {
        var first = new List<int>();
        for (var row = 0; row < Side; row++)
        {
            if (!first.Any(other => Row(matrix, other).SequenceEqual(Row(matrix, row))))
                first.Add(row);
        }
        return first.Count;
    }

    private static int[] IdleBits(int[] matrix) =>
        [
            .. Enumerable
                .Range(0, 8)
                .Where(bit =>
                    Enumerable.Range(0, Side).All(row => Row(matrix, row).SequenceEqual(Row(matrix, row ^ (1 << bit))))
                ),
        ];

    private static int[] ConstantBits(int[] products) =>
        [.. Enumerable.Range(0, 16).Where(bit => products.All(p => ((p ^ products[0]) >> bit & 1) == 0))];
}
