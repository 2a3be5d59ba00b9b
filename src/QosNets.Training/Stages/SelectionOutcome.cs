namespace QosNets.Training.Stages;

/// <summary>A set of multipliers (library indices) and each point's assignment [point][layer].</summary>
internal sealed record SelectedSet(
    IReadOnlyList<int> Multipliers,
    IReadOnlyList<IReadOnlyList<int>> Assignments,
    double Objective,
    int ViolatingRows,
    double WorstStrain
);

/// <summary>What the selectors chose.</summary>
/// <param name="PointNames">Names of the operating points, most accurate first.</param>
/// <param name="Scales">Scale factor of each point.</param>
/// <param name="Tolerances">τ of each layer as it was used, with the floor on σ.</param>
/// <param name="Chosen">What the experiment's selector chose: the operating points.</param>
/// <param name="Exact">The optimum.</param>
/// <param name="Proven">Whether it is proven.</param>
/// <param name="Gap">Else its relative gap.</param>
/// <param name="Nodes">Nodes of the search.</param>
/// <param name="Seconds">Seconds of the search at the final scales.</param>
/// <param name="KMeans">The papers' choice as it is.</param>
/// <param name="Repaired">The papers' choice without violations.</param>
internal sealed record SelectionOutcome(
    IReadOnlyList<string> PointNames,
    IReadOnlyList<double> Scales,
    IReadOnlyList<double> Tolerances,
    SelectedSet Chosen,
    SelectedSet Exact,
    bool Proven,
    double Gap,
    long Nodes,
    double Seconds,
    SelectedSet KMeans,
    SelectedSet Repaired
);
