namespace QosNets.Kernels;

/// <summary>
/// What the parts of a plan take on a path: cycles per 64 products, measured at 1024×576×64 with one thread. Only their order
/// decides which plan a path follows. Infinite where a path has no kernel.
/// </summary>
/// <param name="General">Both bytes of an entry, for 256 activations.</param>
/// <param name="Product">The product, as 16-bit multiplications.</param>
internal sealed record PlanCosts(double General, double Product = double.PositiveInfinity)
{
    /// <summary>A digit of at most 64 classes, of which a byte adds up 1, 2, or at least 4.</summary>
    internal (double One, double Two, double Four) Digit64 { get; init; } = Never;

    /// <summary>A digit of at most 128 classes, of which a byte adds up 1, 2, or at least 4.</summary>
    internal (double One, double Two, double Four) Digit128 { get; init; } = Never;

    /// <summary>A digit of 256 classes, of which a byte adds up 1, 2, or at least 4.</summary>
    internal (double One, double Two, double Four) Digit256 { get; init; } = Never;

    /// <summary>A pass by columns, of whose digits a byte adds up 1, 2, or at least 4.</summary>
    internal (double One, double Two, double Four) Columns { get; init; } = Never;

    private static (double One, double Two, double Four) Never =>
        (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Cycles per 64 products of all parts.</summary>
    internal double Of(TableParts parts) =>
        parts.IsGeneral
            ? General
            : (parts.Product is null ? 0 : Product) + parts.Digits.Sum(Of) + parts.Columns.Length * Of(Columns, parts.ColumnSums);

    private double Of(DigitTable digit) =>
        Of(
            digit.Classes switch
            {
                64 => Digit64,
                128 => Digit128,
                _ => Digit256,
            },
            digit.SafeSums
        );

    private static double Of((double One, double Two, double Four) costs, int sums) =>
        sums >= 4 ? costs.Four
        : sums >= 2 ? costs.Two
        : costs.One;
}
