namespace QosNets.Selection;

/// <summary>
/// Assigns the multipliers of a set to the layers of one operating point so that Σ_l v² is least within a power cap, which is a
/// multiple-choice knapsack. It starts with the least strained multiplier in every layer. It then takes steps along each layer's
/// convex front, the one of least strain for each unit of power first. That is optimal but for the last step. The power that the
/// last step leaves over goes back to the layers.
/// </summary>
internal sealed class PointAssignment(SelectionProblem problem)
{
    private readonly double total = problem.Costs.Sum();

    /// <summary>
    /// The assignment and its Σ v²; the sum is infinite, and <c>Excess</c> tells by how much, when the cap cannot be met.
    /// </summary>
    public (int[] Assignment, double Squares, double Excess) Assign(IReadOnlyList<int> set, double cap)
    {
        var assignment = new int[problem.Layers];
        var steps = new List<(double Slope, int Layer, int From, int To)>();
        var power = 0.0;
        for (var l = 0; l < assignment.Length; l++)
        {
            var usable = set.Where(m => double.IsFinite(problem.UnitStrain[l, m])).ToArray();
            if (usable.Length == 0)
                return (assignment, double.PositiveInfinity, 1e3);
            assignment[l] = usable.OrderBy(m => problem.UnitStrain[l, m]).ThenBy(m => problem.Powers[m]).ThenBy(m => m).First();
            power += Power(l, assignment[l]);
            AddFront(steps, l, assignment[l], usable);
        }
        foreach (var (_, layer, from, to) in steps.OrderBy(s => s.Slope).ThenBy(s => s.Layer))
        {
            if (power <= cap)
                break;
            power += Power(layer, to) - Power(layer, from);
            assignment[layer] = to;
        }
        if (power > cap + SearchInstance.Tolerance)
            return (assignment, double.PositiveInfinity, power - cap);
        SpendSlack(set, assignment, cap - power);
        return (assignment, Enumerable.Range(0, assignment.Length).Sum(l => Squared(l, assignment[l])), 0);
    }

    /// <summary>
    /// The steps from a layer's least strained multiplier to its cheapest, each the flattest from where it starts.
    /// </summary>
    private void AddFront(List<(double Slope, int Layer, int From, int To)> steps, int layer, int start, int[] usable)
    {
        for (var at = start; ; )
        {
            var (best, slope) = (-1, double.PositiveInfinity);
            foreach (var m in usable)
            {
                var saved = Power(layer, at) - Power(layer, m);
                if (saved <= 0)
                    continue;
                var s = (Squared(layer, m) - Squared(layer, at)) / saved;
                if (s < slope || (s == slope && problem.Powers[m] < problem.Powers[best]))
                    (best, slope) = (m, s);
            }
            if (best < 0)
                return;
            steps.Add((slope, layer, at, best));
            at = best;
        }
    }

    private void SpendSlack(IReadOnlyList<int> set, int[] assignment, double slack)
    {
        while (true)
        {
            var (gain, layer, pick) = (0.0, -1, -1);
            for (var l = 0; l < assignment.Length; l++)
            {
                foreach (var m in set)
                {
                    var g = Squared(l, assignment[l]) - Squared(l, m);
                    if (g > gain && Power(l, m) - Power(l, assignment[l]) <= slack)
                        (gain, layer, pick) = (g, l, m);
                }
            }
            if (layer < 0)
                return;
            slack -= Power(layer, pick) - Power(layer, assignment[layer]);
            assignment[layer] = pick;
        }
    }

    private double Power(int layer, int m) => problem.Costs[layer] / total * problem.Powers[m];

    private double Squared(int layer, int m) => problem.UnitStrain[layer, m] * problem.UnitStrain[layer, m];
}
