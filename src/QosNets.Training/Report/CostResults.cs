using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Reporting.Results;
using QosNets.Selection;
using QosNets.Training.Stages;

namespace QosNets.Training.Report;

/// <summary>What would have been chosen by each cost that the library has.</summary>
internal static class CostResults
{
    /// <summary>The choices, that by the run's own cost first; null where the library has no other cost.</summary>
    /// <param name="run">The run.</param>
    /// <param name="selection">Its finished selection.</param>
    /// <param name="delivered">The points that it delivers.</param>
    public static IReadOnlyList<CostResult>? Of(RunContext run, SelectionStage selection, IReadOnlyList<PointPlan> delivered)
    {
        var library = run.Library;
        var costs = library.Costs.Where(c => c != library.Cost && library.HasCost(c)).Prepend(library.Cost).ToList();
        return costs.Count > 1 ? [.. costs.Select(c => Of(run, selection, delivered, library.By(c)))] : null;
    }

    private static CostResult Of(
        RunContext run,
        SelectionStage selection,
        IReadOnlyList<PointPlan> delivered,
        MultiplierLibrary library
    )
    {
        var power = new AssignmentPower(run.Network, library);
        DeliveredSaving[] saved = [.. delivered.Select(p => new DeliveredSaving(p.Name, power.Saving(p)))];
        try
        {
            var plans = selection.PointsBy(library);
            return new CostResult(
                library.Cost,
                [
                    .. plans
                        .SelectMany(p => p.Assignment)
                        .Distinct()
                        .OrderByDescending(m => power.Powers[m])
                        .Select(m => library.Multipliers[m].Name),
                ],
                [
                    .. plans.Select(p => new CostPointResult(
                        p.Name,
                        power.Saving(p),
                        run.Power.Saving(p),
                        Names(run.Network, p, library)
                    )),
                ],
                saved
            );
        }
        catch (Exception e) when (e is InfeasibleSelectionException or SelectionTimeException)
        {
            return new CostResult(library.Cost, [], [], saved, e.Message);
        }
    }

    private static Dictionary<string, string> Names(Network network, PointPlan plan, MultiplierLibrary library) =>
        network
            .Layers.Select((l, i) => (l.Name, library.Multipliers[plan.Assignment[i]].Name))
            .ToDictionary(p => p.Item1, p => p.Item2);
}
