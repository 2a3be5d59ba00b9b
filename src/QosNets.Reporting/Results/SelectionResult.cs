namespace QosNets.Reporting.Results;

/// <summary>
/// How the n multipliers were chosen. Every objective is the mean relative power over all operating points, a fraction of 1:
/// Σ_rows c_l·P(AM) / (o · Σ_l c_l · P(exact)), so the exact network has 1.
/// </summary>
/// <param name="Kmeans">The paper's selector.</param>
/// <param name="Exact">The exact selector.</param>
/// <param name="Scales">Scale factor of the tolerance of every operating point, in the order of the points.</param>
internal sealed record SelectionResult(KMeansSelection Kmeans, ExactSelection Exact, IReadOnlyList<double> Scales);

/// <summary>What k-means over the preference vectors chose (QoS-Nets, arXiv 2410.07762), raw and repaired.</summary>
/// <param name="Objective">Mean relative power of the raw choice; too low when rows violate their tolerance.</param>
/// <param name="Multipliers">Names of the raw choice.</param>
/// <param name="ViolatingRows">How many of the l·o rows were given a multiplier with v above 1.</param>
/// <param name="WorstV">Largest v of the raw choice over all rows.</param>
/// <param name="Repaired">The choice in which every row takes the cheapest feasible multiplier of the set.</param>
internal sealed record KMeansSelection(
    double Objective,
    IReadOnlyList<string> Multipliers,
    int ViolatingRows,
    double WorstV,
    MultiplierChoice Repaired
);

/// <summary>A set of multipliers and what it costs.</summary>
/// <param name="Objective">Mean relative power.</param>
/// <param name="Multipliers">Names of the set.</param>
internal sealed record MultiplierChoice(double Objective, IReadOnlyList<string> Multipliers);

/// <summary>What the exact selector chose.</summary>
/// <param name="Objective">Mean relative power.</param>
/// <param name="Multipliers">Names of the set.</param>
/// <param name="Proven">Whether the set is proven to be the best.</param>
/// <param name="Gap">Objective minus the proven lower bound, as a fraction of the objective; 0 when proven.</param>
/// <param name="Nodes">Nodes of the search.</param>
/// <param name="Seconds">Time of the search in s.</param>
internal sealed record ExactSelection(
    double Objective,
    IReadOnlyList<string> Multipliers,
    bool Proven,
    double Gap,
    long Nodes,
    double Seconds
);
