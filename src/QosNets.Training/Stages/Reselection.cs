using QosNets.Selection;

namespace QosNets.Training.Stages;

/// <summary>
/// Other assignments of the chosen multipliers to the layers of one operating point: those of least squared strain that save as
/// much, without certain pairs of layer and multiplier.
/// </summary>
internal sealed class Reselection
{
    private readonly SelectionProblem problem;

    /// <summary>Makes it.</summary>
    /// <param name="selection">What assignments strain.</param>
    /// <param name="multipliers">The multipliers that the hardware has.</param>
    public Reselection(SelectionStage selection, IReadOnlyList<int> multipliers)
    {
        problem = selection.Restricted([1.0], multipliers);
    }

    /// <summary>Assignments without the most strained layers' multipliers, one pair after the other.</summary>
    /// <param name="plan">The point.</param>
    /// <param name="saving">Least saving.</param>
    /// <param name="most">Most assignments.</param>
    public IReadOnlyList<PointPlan> WithoutWorst(PointPlan plan, double saving, int most)
    {
        var banned = new bool[problem.Layers, problem.Powers.Count];
        var (found, worst) = (new List<PointPlan>(), plan);
        while (found.Count < most)
        {
            var layer = Enumerable.Range(0, problem.Layers).MaxBy(l => problem.UnitStrain[l, worst.Assignment[l]]);
            banned[layer, worst.Assignment[layer]] = true;
            if (Select(plan.Name, saving, banned) is not { } other)
                break;
            found.Add(other);
            worst = other;
        }
        return found;
    }

    /// <summary>
    /// The assignment that strains no layer more than a cheaper point does, and what the saving leaves over goes where it
    /// relieves most; null when there is none.
    /// </summary>
    /// <param name="plan">The point.</param>
    /// <param name="cheaper">The cheaper point.</param>
    /// <param name="saving">Least saving of the point.</param>
    public PointPlan? Above(PointPlan plan, PointPlan cheaper, double saving)
    {
        var banned = new bool[problem.Layers, problem.Powers.Count];
        for (var l = 0; l < problem.Layers; l++)
        {
            var limit = problem.UnitStrain[l, cheaper.Assignment[l]];
            for (var m = 0; m < problem.Powers.Count; m++)
                banned[l, m] = problem.UnitStrain[l, m] > limit;
        }
        return Select(plan.Name, saving, banned);
    }

    private PointPlan? Select(string name, double saving, bool[,] banned)
    {
        try
        {
            var chosen = StrainSelector.Select(problem.Without(banned), [saving]);
            return new PointPlan(name, chosen.Choice.OfPoint(chosen.Problem, 0));
        }
        catch (InfeasibleSelectionException)
        {
            return null;
        }
    }
}
