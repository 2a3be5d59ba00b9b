using QosNets.Multipliers;
using QosNets.Numerics;
using QosNets.Training.Stages;

namespace QosNets.CriterionStudy;

/// <summary>
/// Draws assignments of four multipliers: a third of them from exact narrow ones alone, a third from 8×8 ones alone, a third
/// from all. Draws have numbers, and a number always gives the same assignment.
/// </summary>
internal sealed class AssignmentDraw
{
    private const int Multipliers = 4;
    private const double LeastSaving = 0.6;
    private const double MostSaving = 0.97;

    private readonly int layers;
    private readonly AssignmentPower power;
    private readonly int[][] kinds;

    public AssignmentDraw(Criteria criteria, MultiplierLibrary library, AssignmentPower power)
    {
        (layers, this.power) = (power.Costs.Count, power);
        // Errors as large as the accumulator's own deviation leave nothing of any layer.
        int[] usable = [.. Enumerable.Range(0, library.Multipliers.Count).Where(m => criteria.MedianError(m) < 1)];
        kinds =
        [
            [.. usable.Where(m => library.Multipliers[m].Native.IsExact && library.Multipliers[m].Widths.A == 8)],
            [.. usable.Where(m => library.Multipliers[m].Widths == OperandWidths.Full)],
            usable,
        ];
    }

    /// <summary>The assignment of a draw.</summary>
    public int[] Next(int draw)
    {
        var random = new DeterministicRandom(DeterministicRandom.Seed((ulong)draw, "criterion study"));
        var kind = kinds[draw % kinds.Length];
        while (true)
        {
            var set = Enumerable.Range(0, Multipliers).Select(_ => kind[random.NextInt(kind.Length)]).ToArray();
            var assignment = Enumerable.Range(0, layers).Select(_ => set[random.NextInt(set.Length)]).ToArray();
            if (power.Saving(new PointPlan("", assignment)) is >= LeastSaving and <= MostSaving)
                return assignment;
        }
    }
}
