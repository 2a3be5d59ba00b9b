using CsCheck;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class KMeansSelectorTests
{
    [Fact]
    public void Repaired_is_never_better_than_the_exact_selector_and_never_violates()
    {
        var (violated, worse) = (0, 0);
        foreach (var kind in Enum.GetValues<Instances.Kind>())
        {
            for (var seed = 0; seed < 8; seed++)
            {
                var problem = Instances.Random(seed, kind, 20, 8, 3, 1 + seed % 4);
                var (means, exact) = (KMeansSelector.Select(problem), ExactSelector.Select(problem));

                Assert.True(means.Repaired.Objective >= exact.Objective - 1e-12);
                Assert.Equal(0, means.Repaired.ViolatingRows);
                Assert.True(means.Repaired.WorstStrain <= 1);
                Assert.InRange(means.Repaired.Multipliers.Count, 1, problem.Limit);
                Assert.InRange(means.Raw.Multipliers.Count, 1, problem.Limit);
                Assert.Equal(
                    problem.Rows.Where((row, r) => row.Strain[means.Raw.Assignment[r]] > 1).Count(),
                    means.Raw.ViolatingRows
                );
                violated += means.Raw.ViolatingRows > 0 ? 1 : 0;
                worse += means.Repaired.Objective > exact.Objective + 1e-6 ? 1 : 0;
            }
        }
        Assert.True(violated > 0 && worse > 0);
    }

    [Fact]
    public void Clear_clusters_each_take_their_cheapest_multiplier()
    {
        // Two robust layers, two delicate ones, and one that only the exact multiplier serves.
        var errors = new double[,]
        {
            { 0.5, 0.1, 0 },
            { 0.6, 0.1, 0 },
            { 30, 0.9, 0 },
            { 31, 0.8, 0 },
            { 900, 800, 0 },
        };
        var problem = SelectionProblem.Build(errors, [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [0.2, 0.5, 1], [1], 3);

        var result = KMeansSelector.Select(problem);

        Assert.Equal([0, 0, 1, 1, 2], result.Raw.Assignment);
        Assert.Equal(0, result.Raw.ViolatingRows);
        Assert.Equal(result.Raw.Assignment, result.Repaired.Assignment);
    }

    [Fact]
    public void A_mean_that_passes_hides_a_row_that_does_not_and_repair_lets_the_exact_one_join()
    {
        var problem = SelectionProblem.Build(
            new double[,]
            {
                { 0.2, 0 },
                { 1.5, 0 },
            },
            [1, 1],
            [1, 1],
            [0.4, 1],
            [1],
            1
        );

        var result = KMeansSelector.Select(problem);

        Assert.Equal((1, 1.5), (result.Raw.ViolatingRows, result.Raw.WorstStrain));
        Assert.Equal(0.4, result.Raw.Objective, 1e-12);
        Assert.Equal([1], result.Repaired.Multipliers);
        Assert.Equal(1, result.Repaired.Objective, 1e-12);
    }

    [Fact]
    public void Rows_without_tolerance_do_not_spoil_the_centroids()
    {
        var problem = SelectionProblem.Build(
            new double[,]
            {
                { 0.2, 0 },
                { 0.3, 0 },
                { 0.1, 0 },
            },
            [1, 1, 0],
            [1, 1, 1],
            [0.4, 1],
            [1],
            2
        );

        Assert.Equal([0, 0, 1], KMeansSelector.Select(problem).Raw.Assignment);
    }

    [Fact]
    public void The_same_seed_gives_the_same_selection()
    {
        var problem = Instances.Random(1, Instances.Kind.Independent, 36, 20, 3, 4);

        var (a, b) = (KMeansSelector.Select(problem, seed: 5), KMeansSelector.Select(problem, seed: 5));

        Assert.Equal(a.Raw.Assignment, b.Raw.Assignment);
        Assert.Equal(a.Inertia, b.Inertia);
        Assert.True(KMeansSelector.Select(problem, seed: 5, restarts: 40).Inertia <= a.Inertia);
    }

    [Fact]
    public void Without_an_exact_multiplier_k_means_says_what_is_missing()
    {
        var problem = SelectionProblem.Build(
            new double[,]
            {
                { 0.5, 0.25 },
            },
            [1],
            [1],
            [0.2, 0.5],
            [1],
            1
        );

        Assert.Contains(
            "exact",
            Assert.Throws<InfeasibleSelectionException>(() => KMeansSelector.Select(problem)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Compression_is_continuous_at_one_keeps_the_order_and_lets_nothing_above_one_pass()
    {
        Assert.Equal(1, Strain.Compress(1));
        Assert.Equal(1, Strain.Compress(1 + 1e-9), 1e-8);
        Assert.True(Strain.Compress(1.5) > 1);
        Gen.Select(Gen.Double[0, 100], Gen.Double[0, 100])
            .Sample(
                (x, y) =>
                {
                    if (x < y)
                        Assert.True(Strain.Compress(x) <= Strain.Compress(y));
                    Assert.Equal(x <= 1, Strain.Compress(x) <= 1);
                }
            );
        Assert.True(Strain.Compress(2) < Strain.Compress(2.001));
    }
}
