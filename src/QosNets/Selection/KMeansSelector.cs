namespace QosNets.Selection;

/// <summary>
/// The papers' selector (arXiv 2410.07762; docs/method.md, "The papers' selector"): k-means with n clusters over the compressed
/// preference vectors of all rows. Each cluster takes the cheapest multiplier whose centroid entry is at most 1, or the exact
/// one.
/// It honours must-exclude and n, and knows no other constraint. A centroid at most 1 can hold rows above 1, so the raw result
/// may violate tolerances and look cheaper than it is. The repaired result never violates any.
/// </summary>
internal sealed class KMeansSelector : ISelector
{
    // Infinite strains (no tolerance at all) would make every centroid infinite.
    private const double LargestStrain = 1e6;

    /// <inheritdoc/>
    public string Name => "kmeans";

    /// <inheritdoc/>
    public string Summary => "the paper's, with its assignment as it is";

    /// <inheritdoc/>
    public bool NeedsTargetSavings => false;

    /// <inheritdoc/>
    public string? Remark => "The points are the papers' k-means choice as it is, rows that violate their tolerance included.";

    /// <inheritdoc/>
    public SelectedChoice Select(SelectionTask task) => new(task.Problem, task.KMeans.Raw);

    /// <summary>Selects with a fixed seed; the same arguments give the same result.</summary>
    /// <param name="problem">The problem, which needs an exact multiplier that is not excluded.</param>
    /// <param name="seed">Seed of the k-means++ draws.</param>
    /// <param name="restarts">Runs of which the one of least inertia is kept, at least 1.</param>
    /// <exception cref="InfeasibleSelectionException">There is no exact multiplier to fall back on.</exception>
    public static KMeansSelection Select(SelectionProblem problem, int seed = 0, int restarts = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(restarts, 1);
        if (problem.Exact is not { } exact || !problem.Candidates.Contains(exact))
            throw new InfeasibleSelectionException(
                "k-means gives clusters without a good-enough multiplier the exact one, but none is among the candidates; add "
                    + "it or do not exclude it"
            );
        var candidates = problem.Candidates;
        var rows = problem
            .Rows.Select(row => candidates.Select(m => Strain.Compress(Math.Min(row.Strain[m], LargestStrain))).ToArray())
            .ToArray();
        var (labels, centroids, inertia) = KMeans.Cluster(rows, problem.Limit, restarts, seed);
        var ofCluster = Array.ConvertAll(
            centroids,
            centroid =>
            {
                var good = Enumerable
                    .Range(0, candidates.Count)
                    .Where(i => centroid[i] <= 1)
                    .Select(i => candidates[i])
                    .ToArray();
                return good.Length > 0 ? good.OrderBy(m => problem.Powers[m]).ThenBy(m => m).First() : exact;
            }
        );
        var assignment = Array.ConvertAll(labels, c => ofCluster[c]);
        var set = assignment.Distinct().Order().ToArray();
        return new KMeansSelection(MultiplierChoice.Of(problem, set, assignment), Repair(problem, set, exact), inertia);
    }

    private static MultiplierChoice Repair(SelectionProblem problem, int[] set, int exact)
    {
        if (MultiplierChoice.Cheapest(problem, set) is { } choice)
            return choice;
        if (set.Length < problem.Limit)
            return Required(problem, [.. set, exact]);
        return set.Where(m => m != exact)
            .Select(useless => Required(problem, [.. set.Where(m => m != useless), exact]))
            .MinBy(c => c.Objective)!;
    }

    private static MultiplierChoice Required(SelectionProblem problem, int[] set) =>
        MultiplierChoice.Cheapest(problem, set)
        ?? throw new InfeasibleSelectionException(
            $"the multiplier taken as exact, {problem.MultiplierNames[problem.Exact!.Value]}, is not good enough everywhere; "
                + $"give the index of an exact one"
        );
}

/// <summary>The outcome of the papers' k-means selector.</summary>
/// <param name="Raw">As the paper has it: every row uses its cluster's multiplier, good enough or not.</param>
/// <param name="Repaired">Every row uses the cheapest good-enough multiplier of the set, the exact one joining where
/// needed.</param>
/// <param name="Inertia">Sum of squared distances of the rows to their centroids, compressed strains.</param>
internal sealed record KMeansSelection(MultiplierChoice Raw, MultiplierChoice Repaired, double Inertia);
