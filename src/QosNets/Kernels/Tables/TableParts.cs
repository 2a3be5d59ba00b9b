namespace QosNets.Kernels;

/// <summary>
/// A table taken apart: T(a, b) = g(a) + h(b) + product + Σ digits, or with columns in place of digits. Product, digits and
/// columns are its parts. Tables of equal differences T(a, b) − T(a, 0) − T(0, b) + T(0, 0) differ in the terms g and h only,
/// and share their parts.
/// </summary>
/// <param name="Plan">The structure.</param>
/// <param name="Product">The product, or null.</param>
/// <param name="Digits">What remains, as at most two digits; none for the general plan, which keeps the table whole.</param>
/// <param name="ColumnTerms">What product and digits lack to the differences, for each weight byte.</param>
/// <param name="Columns">What remains, as at most two passes by columns, in place of digits.</param>
/// <param name="ColumnSums">How many digits of the columns a byte can add up while there are no terms.</param>
internal sealed record TableParts(
    TablePlan Plan,
    ProductPart? Product,
    DigitTable[] Digits,
    int[] ColumnTerms,
    ColumnPass[] Columns,
    int ColumnSums
)
{
    internal TableParts(TablePlan plan, ProductPart? product, DigitTable[] digits, int[] columnTerms)
        : this(plan, product, digits, columnTerms, [], 0) { }

    /// <summary>The parts of any table: none.</summary>
    internal static TableParts General { get; } = new(new TablePlan(PlanKind.General, "two bytes of 256 rows"), null, [], []);

    internal bool IsGeneral => Plan.Kind == PlanKind.General;
}
