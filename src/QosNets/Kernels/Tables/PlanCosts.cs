namespace QosNets.Kernels;

/// <summary>
/// What the parts of a plan take on a path, in times of its general plan, which looks both bytes of every entry up; infinite
/// where a path has no kernel. <c>qosnets bench costs</c> measures them, on the product 1024×576×64 with one thread.
/// </summary>
internal sealed record PlanCosts
{
    private const double General = 1;

    /// <summary>The product, as 16-bit multiplications.</summary>
    internal double Product { get; init; } = double.PositiveInfinity;

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

    /// <summary>All parts together. Every call of a layer asks, so nothing is allocated.</summary>
    internal double Of(TableParts parts)
    {
        if (parts.IsGeneral)
            return General;
        var cost = parts.Product is null ? 0 : Product;
        foreach (var digit in parts.Digits)
            cost += Of(digit);
        foreach (var _ in parts.Columns)
            cost += Of(Columns, parts.ColumnSums);
        return cost;
    }

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
