using QosNets.Approximation;

namespace QosNets.Selection;

/// <summary>A set of multipliers and the one that each row uses.</summary>
/// <param name="Multipliers">The set, ascending indices; at most n.</param>
/// <param name="Assignment">The multiplier of each row of the problem.</param>
/// <param name="Objective">Mean relative power of the operating points, Σ_rows c·P / Σ_rows c.</param>
/// <param name="PointPowers">Relative power of each operating point.</param>
/// <param name="ViolatingRows">Rows whose multiplier is not good enough, v above 1.</param>
/// <param name="WorstStrain">The largest v of all rows.</param>
internal sealed record MultiplierChoice(
    IReadOnlyList<int> Multipliers,
    IReadOnlyList<int> Assignment,
    double Objective,
    IReadOnlyList<double> PointPowers,
    int ViolatingRows,
    double WorstStrain
)
{
    /// <summary>Saving of each operating point, 1 − its relative power.</summary>
    public IReadOnlyList<double> Savings => [.. PointPowers.Select(PowerModel.Saving)];

    /// <summary>The multiplier of each layer at one operating point.</summary>
    public IReadOnlyList<int> OfPoint(SelectionProblem problem, int point) =>
        [.. Assignment.Skip(point * problem.Layers).Take(problem.Layers)];

    /// <summary>Adds up a given assignment, good enough or not.</summary>
    internal static MultiplierChoice Of(SelectionProblem problem, IEnumerable<int> multipliers, int[] assignment)
    {
        var powers = new double[problem.Points];
        for (var p = 0; p < powers.Length; p++)
            powers[p] = PowerModel.Relative(
                problem.Costs,
                [.. assignment.Skip(p * problem.Layers).Take(problem.Layers).Select(m => problem.Powers[m])]
            );
        var strains = problem.Rows.Select((row, r) => row.Strain[assignment[r]]).ToArray();
        return new MultiplierChoice(
            [.. multipliers.Order()],
            assignment,
            powers.Average(),
            powers,
            strains.Count(v => v > 1),
            strains.Max()
        );
    }

    /// <summary>
    /// Gives every row the cheapest good-enough multiplier of the set, the lower index among equally cheap ones;
    /// null when a row has none.
    /// </summary>
    internal static MultiplierChoice? Cheapest(SelectionProblem problem, IReadOnlyList<int> multipliers)
    {
        var order = multipliers.OrderBy(m => problem.Powers[m]).ThenBy(m => m).ToArray();
        var assignment = new int[problem.Rows.Count];
        for (var r = 0; r < assignment.Length; r++)
        {
            var strain = problem.Rows[r].Strain;
            var first = Array.FindIndex(order, m => strain[m] <= 1);
            if (first < 0)
                return null;
            assignment[r] = order[first];
        }
        return Of(problem, multipliers, assignment);
    }
}
