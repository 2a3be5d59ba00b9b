namespace QosNets.Selection;

/// <summary>What a choice must respect besides the tolerances. Everything is off by default.</summary>
internal sealed record SelectionConstraints
{
    /// <summary>Indices of multipliers that are in the set whether a row uses them or not; they count towards n.</summary>
    public IReadOnlyList<int> MustInclude { get; init; } = [];

    /// <summary>Indices of multipliers that may not be used.</summary>
    public IReadOnlyList<int> MustExclude { get; init; } = [];

    /// <summary>Largest sum of the chosen multipliers' areas, in the unit of the areas given; null for no limit.</summary>
    public double? AreaBudget { get; init; }

    /// <summary>
    /// Largest relative power of each operating point, null where there is no limit; empty for no limits at all.
    /// </summary>
    public IReadOnlyList<double?> PowerCaps { get; init; } = [];
}
