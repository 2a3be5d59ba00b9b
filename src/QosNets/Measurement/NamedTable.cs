using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Measurement;

/// <summary>A truth table to measure kernels with, laid out for them.</summary>
/// <param name="Name">What results call it.</param>
/// <param name="Table">The products.</param>
/// <param name="Kind">A plan to insist on, or null for the one that is cheapest on each path.</param>
internal sealed record NamedTable(string Name, TruthTable Table, PlanKind? Kind = null)
{
    private PreparedTable? general;

    /// <summary>The table as the kernels take it.</summary>
    public PreparedTable Prepared { get; } = PreparedTable.Create(Table.Products, Kind);

    /// <summary>The table as the kernels take it that know nothing of its structure.</summary>
    public PreparedTable PreparedAsGeneral =>
        general ??= IsGeneral ? Prepared : PreparedTable.Create(Table.Products, PlanKind.General);

    /// <summary>Name of the plan of the table, which paths follow that have the kernels for it.</summary>
    public string Plan => Prepared.Plan.Name;

    /// <summary>Whether the kernels know nothing of the table that would make it faster than any other.</summary>
    public bool IsGeneral => Prepared.Plan.Kind == PlanKind.General;

    /// <summary>Name of the plan that a path follows: that of the table, or the general one.</summary>
    /// <param name="path">The path.</param>
    /// <param name="g">Sizes of the layer.</param>
    public string PlanOn(KernelPath path, ConvolutionGeometry g)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(g);
        return TablePlan.NameOf(
            TableConvolution.FollowsPlan(g, Prepared, path) ? Prepared.On(path).Parts.Plan.Kind : PlanKind.General
        );
    }

    /// <summary>The exact multiplier of a library and, for each plan of the kernels, the first one that it fits.</summary>
    public static IReadOnlyList<NamedTable> OnePerPlan(MultiplierLibrary library)
    {
        var tables = All(library);
        return [tables[library.ExactIndex], .. tables.DistinctBy(t => t.Plan).Where(t => t.Name != library.Exact.Name)];
    }

    /// <summary>
    /// The first multiplier of a library that the general kernel computes; the first of all when it has a plan for each.
    /// </summary>
    public static NamedTable GeneralOf(MultiplierLibrary library) => All(library).OrderBy(t => !t.IsGeneral).First();

    /// <summary>All tables of a library.</summary>
    public static IReadOnlyList<NamedTable> All(MultiplierLibrary library)
    {
        ArgumentNullException.ThrowIfNull(library);
        return [.. library.Multipliers.Select(m => new NamedTable(m.Name, m.Table))];
    }
}
