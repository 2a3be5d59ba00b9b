using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>
/// When an operating point has collapsed. What counts is the validation accuracy above that of guessing, as a share of what the
/// exact network of the same schedule has (docs/method.md, "Points that collapse").
/// </summary>
/// <param name="Exact">Validation top-1 of the exact network.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Share">A point that keeps less has collapsed; 0 for never.</param>
internal sealed record CollapseRule(double Exact, int Classes, double Share)
{
    // Below it a point says next to nothing before training, and its gradients pull at the shared weights for nothing.
    private const double Guessing = 0.1;

    /// <summary>Top-1 below which a point has collapsed; 0 when the exact network itself only guesses.</summary>
    public double Floor => At(Share);

    /// <summary>Whether a point of this top-1 has collapsed.</summary>
    public bool Collapsed(double top1) => top1 < Floor;

    /// <summary>Whether a point of this top-1 hardly does better than guessing.</summary>
    public bool Guesses(double top1) => top1 < At(Math.Min(Guessing, Share));

    /// <summary>
    /// The point that must leave those that are trained together, or null: one that is below the floor after an epoch and no
    /// better than before it. Of several it is the one that was least accurate before training.
    /// </summary>
    /// <param name="before">Top-1 of each point before training, statistics re-estimated.</param>
    /// <param name="curve">What the epochs left so far.</param>
    public string? Leaver(IReadOnlyDictionary<string, double> before, IReadOnlyList<EpochResult> curve)
    {
        if (curve.Count == 0)
            return null;
        var earlier = curve.Count > 1 ? curve[^2].Validation : before;
        return Least(before, curve[^1].Validation.Where(p => p.Value <= earlier[p.Key]));
    }

    /// <summary>The same after the last epoch, when no later one can mend a point.</summary>
    public string? Leaver(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> trained) =>
        Least(before, trained);

    private string? Least(IReadOnlyDictionary<string, double> before, IEnumerable<KeyValuePair<string, double>> points) =>
        points
            .Where(p => Collapsed(p.Value))
            .Select(p => p.Key)
            .OrderBy(n => before[n])
            .ThenBy(n => n, StringComparer.Ordinal)
            .FirstOrDefault();

    private double At(double share)
    {
        var chance = 1.0 / Classes;
        return share > 0 && Exact > chance ? chance + share * (Exact - chance) : 0;
    }
}
