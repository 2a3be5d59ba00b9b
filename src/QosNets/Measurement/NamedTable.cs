using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Measurement;

/// <summary>A truth table to measure kernels with, laid out for them.</summary>
/// <param name="Name">What results call it.</param>
/// <param name="Table">The products.</param>
public sealed record NamedTable(string Name, TruthTable Table)
{
    /// <summary>Name of the plan that fits every table.</summary>
    public const string GeneralPlan = "general";

    /// <summary>The table as the kernels take it.</summary>
    public PreparedTable Prepared { get; } = PreparedTable.Create(Table.Products);

    /// <summary>How kernels compute the table at best.</summary>
    public string Plan { get; } = GeneralPlan;

    /// <summary>How a path computes the table: as <see cref="Plan"/> where it has the kernels for that, else as any table.</summary>
    public string PlanOn(GemmPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Plan;
    }

    /// <summary>The exact multiplier of a library and, for each plan of the kernels, the first one that it fits.</summary>
    public static IReadOnlyList<NamedTable> OnePerPlan(MultiplierLibrary library)
    {
        var tables = All(library);
        return [tables[library.ExactIndex], .. tables.DistinctBy(t => t.Plan).Where(t => t.Name != library.Exact.Name)];
    }

    /// <summary>The first multiplier of a library that the general kernel computes; the first of all when it has a plan for each.</summary>
    public static NamedTable GeneralOf(MultiplierLibrary library) => All(library).OrderBy(t => t.Plan != GeneralPlan).First();

    /// <summary>All tables of a library.</summary>
    public static IReadOnlyList<NamedTable> All(MultiplierLibrary library)
    {
        ArgumentNullException.ThrowIfNull(library);
        return [.. library.Multipliers.Select(m => new NamedTable(m.Name, m.Table))];
    }
}
