namespace QosNets.Training.Stages;

/// <summary>What is asked of the points of a <see cref="JointStage"/>: their savings, and to be more than guesses.</summary>
internal sealed class PointAims
{
    private readonly AssignmentPower power;
    private readonly Dictionary<string, double> savings;
    private readonly Lazy<Reselection> others;

    /// <summary>Takes them from the stage's inputs.</summary>
    public PointAims(JointInputs inputs)
    {
        power = new AssignmentPower(inputs.Network.Value, inputs.Library.Value);
        Plans = inputs.Refinement.Points();
        Rule = new CollapseRule(inputs.Exact.Top1, inputs.Network.Value.Classes, inputs.Options.Collapse);
        savings = Plans
            .Select((p, i) => (p.Name, inputs.TargetSavings.Count > 0 ? inputs.TargetSavings[i] : power.Saving(p) - Rounding))
            .ToDictionary();
        others = new(() => new Reselection(inputs.Selection, [.. Plans.SelectMany(p => p.Assignment).Distinct().Order()]));
    }

    /// <summary>What savings may differ by and still be equal: sums of floating-point numbers.</summary>
    public static double Rounding => 1e-12;

    /// <summary>The selected points.</summary>
    public IReadOnlyList<PointPlan> Plans { get; }

    /// <summary>When a point has collapsed.</summary>
    public CollapseRule Rule { get; }

    /// <summary>Other assignments of the chosen multipliers.</summary>
    public Reselection Others => others.Value;

    /// <summary>The saving that a point must have at least.</summary>
    public double LeastSaving(string point) => savings[point];

    /// <summary>The saving that an assignment has.</summary>
    public double Saving(PointPlan plan) => power.Saving(plan);
}
