using System.Text.Json.Serialization;

namespace QosNets.Reporting.Results;

/// <summary>
/// What the run's selector chooses when multipliers are priced by one column of the library, from the run's own errors and
/// tolerances and before any refinement by measurement.
/// </summary>
/// <param name="Cost">Name of the column.</param>
/// <param name="Multipliers">Names of the chosen multipliers, dearest first; empty where nothing meets the targets.</param>
/// <param name="Points">The points that are chosen; empty where nothing meets the targets.</param>
/// <param name="Delivered">What the points that the run delivers save by this cost.</param>
/// <param name="Unreachable">Why nothing meets the targets; left out where something does.</param>
internal sealed record CostResult(
    string Cost,
    IReadOnlyList<string> Multipliers,
    IReadOnlyList<CostPointResult> Points,
    IReadOnlyList<DeliveredSaving> Delivered,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unreachable = null
);

/// <summary>What a delivered point saves by a cost.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="Saving">Its saving, as a fraction of 1.</param>
internal sealed record DeliveredSaving(string Name, double Saving);

/// <summary>One operating point of such a choice.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="Saving">What it saves by the column's cost, as a fraction of 1.</param>
/// <param name="SavingByRunCost">What it saves by the cost that the run chose by, as a fraction of 1.</param>
/// <param name="Assignment">Name of the multiplier of every layer, in graph order.</param>
internal sealed record CostPointResult(
    string Name,
    double Saving,
    double SavingByRunCost,
    IReadOnlyDictionary<string, string> Assignment
);
