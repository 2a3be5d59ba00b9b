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

    /// <summary>How the kernels compute the table.</summary>
    public string Plan { get; } = GeneralPlan;
}
