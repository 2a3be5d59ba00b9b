using QosNets.Multipliers;
using QosNets.Reporting.Results;

namespace QosNets.Reporting.Text;

/// <summary>
/// Powers, other costs and savings for people: what was estimated from counted gates, and what is no power, never goes without
/// its mark.
/// </summary>
internal static class PowerText
{
    private const string Power = "power";

    /// <summary>A quantity that rests on the costs that a run chose by, within a text.</summary>
    public static string Quantity(string name, RunResults results) => Quantity(name, results.PowerIsEstimated, results.Cost);

    /// <summary>A quantity that rests on powers, or on another cost, within a text.</summary>
    /// <param name="name">The quantity.</param>
    /// <param name="estimated">Whether powers are counts of gates.</param>
    /// <param name="cost">The cost that stands in the place of power; null for power.</param>
    public static string Quantity(string name, bool estimated, string? cost) =>
        cost is not null ? By(name, cost)
        : estimated ? "estimated " + name
        : name;

    /// <summary>A power of a multiplier in the unit of its kind.</summary>
    /// <param name="milliwatt">The power in mW; nominally 1 µW per unit gate when estimated.</param>
    /// <param name="estimated">Whether it is a count of gates.</param>
    public static string Of(double milliwatt, bool estimated) =>
        estimated ? $"~{Format.Significant(1000 * milliwatt)} unit gates (estimate)" : $"{Format.Significant(milliwatt)} mW";

    /// <summary>
    /// A heading with a capital that becomes "Estimated …" where powers are estimates, and names the cost that is no power.
    /// </summary>
    public static string Heading(string heading, RunResults results) => Heading(heading, results.PowerIsEstimated, results.Cost);

    /// <inheritdoc cref="Heading(string, RunResults)"/>
    public static string Heading(string heading, bool estimated, string? cost = null) =>
        cost is not null ? By(heading, cost)
        : estimated ? "Estimated " + char.ToLowerInvariant(heading[0]) + heading[1..]
        : heading;

    /// <summary>A cost column within a text; null is power.</summary>
    public static string CostName(string? cost) => cost == CostColumn.LookUpTables ? "LUTs" : cost ?? Power;

    private static string By(string name, string cost) =>
        name.Contains(Power, StringComparison.Ordinal)
            ? name.Replace(Power, CostName(cost), StringComparison.Ordinal)
            : $"{name} ({CostName(cost)})";
}
