namespace QosNets.Selection;

/// <summary>The outcome of the papers' k-means selector.</summary>
/// <param name="Raw">As the paper has it: every row uses its cluster's multiplier, good enough or not.</param>
/// <param name="Repaired">Every row uses the cheapest good-enough multiplier of the set, the exact one joining where
/// needed.</param>
/// <param name="Inertia">Sum of squared distances of the rows to their centroids, compressed strains.</param>
public sealed record KMeansSelection(MultiplierChoice Raw, MultiplierChoice Repaired, double Inertia);
