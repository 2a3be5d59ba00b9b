using QosNets.Approximation;
using QosNets.Multipliers;
using QosNets.Reporting.Results;
using QosNets.Selection;

namespace QosNets.Training.Stages;

/// <summary>A simpler way of choosing multipliers, to which the points must be better.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Points">Its points; fewer than were asked for where it cannot save so much.</param>
internal sealed record BaselineFamily(string Name, IReadOnlyList<PointPlan> Points);

/// <summary>Chooses the baselines of a run; see docs/method.md, "Baselines".</summary>
internal sealed class BaselineChoice
{
    /// <summary>Exact multipliers of all widths, by the run's own selector.</summary>
    public const string ExactNarrow = "exact narrow weights";

    /// <summary>One multiplier in all layers.</summary>
    public const string Single = "best single multiplier";

    /// <summary>The papers' choice without violations.</summary>
    public const string KMeans = "repaired k-means";

    /// <summary>The run's own points.</summary>
    public const string Own = BaselineResult.OwnPoints;

    private readonly SelectionStage selection;
    private readonly SelectionOutcome outcome;
    private readonly IReadOnlyList<PointPlan> points;
    private readonly MultiplierLibrary library;
    private readonly AssignmentPower power;
    private readonly string selector;
    private readonly int seed;
    private readonly double[] savings;

    /// <summary>Prepares the choice.</summary>
    /// <param name="selection">The finished selection.</param>
    /// <param name="points">The run's own points.</param>
    /// <param name="library">The multipliers.</param>
    /// <param name="power">Power of assignments.</param>
    /// <param name="targetSavings">Least saving of each point; when empty, what the points save.</param>
    /// <param name="selector">The run's selector.</param>
    /// <param name="seed">Seed of the run.</param>
    public BaselineChoice(
        SelectionStage selection,
        IReadOnlyList<PointPlan> points,
        MultiplierLibrary library,
        AssignmentPower power,
        IReadOnlyList<double> targetSavings,
        string selector,
        int seed
    )
    {
        (this.selection, this.points, this.library, this.power) = (selection, points, library, power);
        (this.selector, this.seed, outcome) = (selector, seed, selection.Load());
        var reached = points.Select(p => Math.Min(power.Saving(p), 1 - 1e-9) - 1e-9);
        savings = targetSavings.Count > 0 ? [.. targetSavings] : [.. reached.Order()];
    }

    /// <summary>The run's points.</summary>
    public BaselineFamily Points() => new(Own, points);

    /// <summary>The papers' choice.</summary>
    public BaselineFamily Clustered() =>
        new(KMeans, [.. outcome.PointNames.Select((n, p) => new PointPlan(n, outcome.Repaired.Assignments[p]))]);

    /// <summary>The run's selector on the exact multipliers of the library; without points when only one is exact.</summary>
    public BaselineFamily Narrow()
    {
        var exact = Enumerable.Range(0, library.Multipliers.Count).Where(m => library.Multipliers[m].Native.IsExact).ToList();
        // The highest target may be out of reach for them, and says nothing of the others.
        for (var reached = exact.Count > 1 ? savings.Length : 0; reached > 0; reached--)
        {
            try
            {
                var template = selection.Restricted([.. Enumerable.Repeat(1.0, reached)], exact);
                var task = new SelectionTask(template, [.. savings.Take(reached)], seed, Timeout.InfiniteTimeSpan, default);
                var chosen = Selectors.Named(selector).Select(task);
                return new BaselineFamily(
                    ExactNarrow,
                    [
                        .. Enumerable
                            .Range(0, reached)
                            .Select(p => new PointPlan(outcome.PointNames[p], chosen.Choice.OfPoint(chosen.Problem, p))),
                    ]
                );
            }
            catch (InfeasibleSelectionException)
            {
                continue;
            }
        }
        return new BaselineFamily(ExactNarrow, []);
    }

    /// <summary>For each saving the least strained multipliers that save as much in all layers.</summary>
    /// <param name="most">Most for each saving.</param>
    public IReadOnlyList<IReadOnlyList<PointPlan>> Singles(int most)
    {
        var problem = selection.Restricted([1.0], [.. Enumerable.Range(0, library.Multipliers.Count)]);
        var squares = Enumerable
            .Range(0, library.Multipliers.Count)
            .Select(m => Enumerable.Range(0, problem.Layers).Sum(l => Math.Pow(problem.UnitStrain[l, m], 2)))
            .ToArray();
        return
        [
            .. savings.Select(
                (saving, p) =>
                    (IReadOnlyList<PointPlan>)
                        [
                            .. Enumerable
                                .Range(0, squares.Length)
                                .Where(m => PowerModel.Saving(power.Powers[m]) >= saving && double.IsFinite(squares[m]))
                                .OrderBy(m => squares[m])
                                .ThenBy(m => m)
                                .Take(most)
                                .Select(m => new PointPlan(outcome.PointNames[p], [.. Enumerable.Repeat(m, problem.Layers)])),
                        ]
            ),
        ];
    }
}
