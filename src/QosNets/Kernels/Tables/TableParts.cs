namespace QosNets.Kernels;

/// <summary>
/// A table taken apart: T(a, b) = g(a) + h(b) + product + Σ digits. Product and digits are its parts. Tables of equal
/// differences T(a, b) − T(a, 0) − T(0, b) + T(0, 0) differ in the terms g and h only, and share their parts.
/// </summary>
/// <param name="Plan">The structure.</param>
/// <param name="Cost">Cycles per 64 products by the model of <see cref="PlanCost"/>.</param>
/// <param name="Product">The product, or null.</param>
/// <param name="Digits">What remains, as at most two digits; none for the general plan, which keeps the table whole.</param>
/// <param name="ColumnTerms">What product and digits lack to the differences, for each weight byte.</param>
internal sealed record TableParts(TablePlan Plan, double Cost, ProductPart? Product, DigitTable[] Digits, int[] ColumnTerms)
{
    /// <summary>The parts of any table: none.</summary>
    internal static TableParts General { get; } =
        new(new TablePlan(PlanKind.General, "two bytes of 256 rows"), PlanCost.General, null, [], []);

    internal bool IsGeneral => Plan.Kind == PlanKind.General;
}
