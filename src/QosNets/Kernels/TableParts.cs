namespace QosNets.Kernels;

/// <summary>
/// A table taken apart: T(a, b) = g(a) + h(b) + product + Σ planes. Only g and h differ between tables of equal
/// differences T(a, b) − T(a, 0) − T(0, b) + T(0, 0), so that the parts serve all of these.
/// </summary>
/// <param name="Plan">The structure.</param>
/// <param name="Cost">Cycles per 64 products by the model of <see cref="PlanCost"/>.</param>
/// <param name="Product">The product, or null.</param>
/// <param name="Planes">The bytes that remain; none of them for the general plan, which keeps the table whole.</param>
/// <param name="ColumnTerms">What product and planes lack to the differences, for each weight byte.</param>
internal sealed record TableParts(TablePlan Plan, double Cost, ProductPart? Product, BytePlane[] Planes, int[] ColumnTerms)
{
    /// <summary>The plan of any table.</summary>
    internal static TableParts General { get; } =
        new(new TablePlan(PlanKind.General, "two bytes of 256 rows"), PlanCost.General, null, [], []);

    internal bool IsGeneral => Plan.Kind == PlanKind.General;
}
