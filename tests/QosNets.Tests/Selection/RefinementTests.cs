using CsCheck;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class RefinementTests
{
    private const double Rounding = 1e-9;

    /// <summary>Random problems with a hidden loss that adds up over layers, and with jumps that strains do not know.</summary>
    private static readonly Gen<(RefinementProblem Task, double[,] Hidden)> Instances =
        from layers in Gen.Int[2, 5]
        from multipliers in Gen.Int[3, 8]
        from points in Gen.Int[1, 3]
        from limit in Gen.Int[2, 4]
        from strains in Gen.Double[0.1, 3].Array[layers * multipliers]
        from hidden in Gen.Double[0, 1].Array[layers * multipliers]
        from costs in Gen.Double[1, 10].Array[layers]
        from caps in Gen.Double[0.5, 0.9].Array[points]
        select (Build(layers, multipliers, limit, strains, costs, caps), Table(hidden, layers, multipliers));

    [Fact]
    public void Never_leaves_its_limits_and_never_makes_the_loss_worse() =>
        Instances.Sample(
            i =>
            {
                var (task, hidden) = i;
                var result = Refinement.Search(task, a => Loss(hidden, a), 40);
                var start = task.Starts[0].Sum(a => Loss(hidden, a));
                Assert.True(result.Best.Total <= start + Rounding);
                Assert.Equal(start, result.Start.Total, Rounding);
                Assert.Equal(result.Best.Assignments.Sum(a => Loss(hidden, a)), result.Best.Total, Rounding);
                Assert.All(result.Ranked, r => Holds(task.Problem, r.Assignments));
            },
            iter: 100
        );

    [Fact]
    public void Ends_where_no_other_multiplier_of_the_set_helps_any_layer() =>
        Instances.Sample(
            i =>
            {
                var (task, hidden) = i;
                var result = Refinement.Search(task, a => Loss(hidden, a), int.MaxValue);
                Assert.True(result.Converged);
                var set = result.Best.Assignments.SelectMany(a => a).Distinct().ToArray();
                foreach (var (p, assignment) in result.Best.Assignments.Index())
                {
                    for (var l = 0; l < assignment.Count; l++)
                    {
                        foreach (var m in set)
                        {
                            int[] other = [.. assignment];
                            other[l] = m;
                            if (Power(task.Problem, other) <= task.Problem.Constraints.PowerCaps[p]!.Value)
                                Assert.True(Loss(hidden, other) >= Loss(hidden, assignment) - Rounding);
                        }
                    }
                }
            },
            iter: 60
        );

    [Fact]
    public void Asks_once_for_each_assignment_and_stops_after_its_number_of_measurements() =>
        Gen.Select(Instances, Gen.Int[1, 30])
            .Sample(
                (instance, budget) =>
                {
                    var (task, hidden) = instance;
                    var asked = new List<string>();
                    var result = Refinement.Search(
                        task,
                        a =>
                        {
                            asked.Add(string.Join(',', a));
                            return Loss(hidden, a);
                        },
                        budget
                    );
                    Assert.Equal(asked.Count, asked.Distinct().Count());
                    Assert.Equal(asked.Count, result.Measurements);
                    // A set that is begun is measured for every point.
                    Assert.True(asked.Count <= Math.Max(budget, 1) + task.Problem.Points - 1);
                },
                iter: 60
            );

    [Fact]
    public void The_same_losses_lead_to_the_same_choice() =>
        Instances.Sample(
            i =>
            {
                var (first, second) = (Run(), Run());
                Assert.Equal(first.Measurements, second.Measurements);
                Assert.Equal(first.Best.Assignments.SelectMany(a => a), second.Best.Assignments.SelectMany(a => a));
                RefinementResult Run() => Refinement.Search(i.Task, a => Loss(i.Hidden, a), 25);
            },
            iter: 30
        );

    [Fact]
    public void Brings_in_a_multiplier_that_only_the_measurement_finds_good()
    {
        // Multiplier 2 costs what 1 costs and looks worse, but has no loss at all.
        var task = Build(2, 3, 2, [0, 1, 1.2, 0, 1, 1.2], [1, 1], [0.6]);
        double[,] hidden =
        {
            { 0, 0.5, 0 },
            { 0, 0.5, 0 },
        };
        var result = Refinement.Search(task, a => Loss(hidden, a), 50);
        Assert.Equal(0, result.Best.Total);
        Assert.Contains(2, result.Best.Assignments[0]);
    }

    [Fact]
    public void Keeps_what_must_be_in_the_set_and_lets_in_nothing_that_must_not()
    {
        var task = Build(3, 6, 3, [.. Enumerable.Range(0, 18).Select(i => 0.1 + i % 6)], [1, 2, 3], [0.7]);
        var constraints = task.Problem.Constraints with { MustExclude = [3, 4], MustInclude = [0] };
        task = task with { Problem = task.Problem.WithConstraints(constraints) };
        var random = new Random(1);
        var result = Refinement.Search(task, _ => random.NextDouble(), 200);
        Assert.All(
            result.Ranked,
            r =>
            {
                var used = r.Assignments.SelectMany(a => a).Distinct().ToArray();
                Assert.Empty(used.Intersect([3, 4]));
                Assert.True(used.Union([0]).Count() <= 3);
            }
        );
    }

    [Fact]
    public void Never_measures_a_pair_of_infinite_strain()
    {
        var task = Build(2, 3, 3, [0, 1, 2, 0, 1, 2], [1, 1], [0.9]);
        var banned = new bool[2, 3];
        banned[1, 1] = true;
        task = task with { Problem = task.Problem.Without(banned) };
        var measured = new List<IReadOnlyList<int>>();
        Refinement.Search(
            task,
            a =>
            {
                measured.Add(a);
                return a.Sum();
            },
            50
        );
        Assert.Contains(measured, a => a[0] == 1);
        Assert.DoesNotContain(measured, a => a[1] == 1);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_the_worst_of_all()
    {
        var task = Build(2, 3, 2, [0, 1, 2, 0, 1, 2], [1, 1], [0.9]);
        var result = Refinement.Search(task, a => a.Contains(2) ? double.NaN : 1, 50);
        Assert.DoesNotContain(2, result.Best.Assignments[0]);
        Assert.Equal(1, result.Best.Total);
    }

    [Fact]
    public void Points_without_a_cap_and_starts_of_the_wrong_size_are_refused()
    {
        var task = Build(2, 3, 2, [0, 1, 2, 0, 1, 2], [1, 1], [0.6]);
        var free = task.Problem.WithConstraints(new SelectionConstraints());
        Assert.Throws<ArgumentException>(() => Refinement.Search(task with { Problem = free }, _ => 0, 5));
        Assert.Throws<ArgumentException>(() => Refinement.Search(task with { Starts = [] }, _ => 0, 5));
        Assert.Throws<ArgumentException>(() =>
            Refinement.Search(
                task with
                {
                    Starts =
                    [
                        [
                            [0],
                        ],
                    ],
                },
                _ => 0,
                5
            )
        );
    }

    // Multiplier 0 is the dearest; each further one is cheaper. The start is the cheapest one in all layers.
    private static RefinementProblem Build(
        int layers,
        int multipliers,
        int limit,
        double[] strains,
        double[] costs,
        double[] caps
    )
    {
        var problem = SelectionProblem.Build(
            Table(strains, layers, multipliers),
            [.. Enumerable.Repeat(1.0, layers)],
            costs,
            [.. Enumerable.Range(0, multipliers).Select(m => 1 - 0.6 * Math.Min(m, 2) / 2)],
            [.. caps.Select(_ => 1.0)],
            limit,
            new SelectionConstraints { PowerCaps = [.. caps.Select(c => (double?)c)] }
        );
        return new RefinementProblem(
            problem,
            [
                [.. caps.Select(_ => (IReadOnlyList<int>)[.. Enumerable.Repeat(Math.Min(2, multipliers - 1), layers)])],
            ]
        );
    }

    private static double[,] Table(double[] values, int layers, int multipliers)
    {
        var table = new double[layers, multipliers];
        Buffer.BlockCopy(values, 0, table, 0, values.Length * sizeof(double));
        return table;
    }

    private static double Loss(double[,] hidden, IReadOnlyList<int> assignment) =>
        assignment.Select((m, l) => hidden[l, m]).Sum();

    private static double Power(SelectionProblem problem, IReadOnlyList<int> assignment) =>
        assignment.Select((m, l) => problem.Costs[l] * problem.Powers[m]).Sum() / problem.Costs.Sum();

    private static void Holds(SelectionProblem problem, IReadOnlyList<IReadOnlyList<int>> assignments)
    {
        Assert.True(assignments.SelectMany(a => a).Distinct().Count() <= problem.Limit);
        foreach (var (p, assignment) in assignments.Index())
            Assert.True(Power(problem, assignment) <= problem.Constraints.PowerCaps[p]!.Value + Rounding);
    }
}
