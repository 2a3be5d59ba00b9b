using System.Globalization;

namespace QosNets.Training.Stages;

/// <summary>
/// Looks once more at points that a cheaper one dominates: it costs less and is at least as accurate on the validation part
/// (docs/method.md, "Points that others dominate"). Such a point is trained on, or gets an assignment that strains no layer
/// more than the cheaper point does and that one's parameters, whichever is more accurate before the training of its own
/// parameters.
/// </summary>
internal sealed class PointRepair(JointState state, PointAims aims)
{
    /// <summary>Repairs, or only says what is dominated.</summary>
    /// <param name="repairs">Whether points are chosen and trained once more.</param>
    public void Run(bool repairs)
    {
        // From the cheapest on: a point that has been mended may dominate the next.
        foreach (var name in state.Points.Delivered.OrderByDescending(Saving).Select(p => p.Name).ToList())
        {
            var point = state.Points.All.Find(p => p.Name == name)!;
            if (repairs && !point.Repaired && Dominating(point) is { } cheaper)
                Repair(point, cheaper);
        }
    }

    /// <summary>The most accurate of the points that dominate a point, or null.</summary>
    private RetrainedPoint? Dominating(RetrainedPoint point) =>
        state
            .Points.Delivered.Where(p => Saving(p) > Saving(point) + PointAims.Rounding && p.Top1 >= point.Top1)
            .MaxBy(p => p.Top1);

    private void Repair(RetrainedPoint point, RetrainedPoint cheaper)
    {
        var trainer = state.Trainer;
        using var kept = trainer.Parameters.Clone();
        var (plan, begin) = (point.Plan, (Action<PointPlan>)(_ => { }));
        if (aims.Others.Above(point.Plan, cheaper.Plan, aims.LeastSaving(point.Name)) is { } above && !IsSame(above, point.Plan))
        {
            var own = trainer.Compare(point.Plan);
            trainer.BeginAs(above, cheaper.Name);
            if (trainer.Compare(above) > own)
                (plan, begin) = (above, p => trainer.BeginAs(p, cheaper.Name));
            Restore(kept, point.Name);
        }
        var trained = trainer.Train([plan], $"/repair {point.Name}", begin, ownOnly: true, _ => null);
        var top1 = trained.Top1.GetValueOrDefault(point.Name);
        var better = trained.Leaver is null && top1 > point.Top1;
        var changed = better && !IsSame(plan, point.Plan);
        if (better)
            state.Show(point.Name, trained.Curve);
        else
            Restore(kept, point.Name);
        var now = better ? point with { Assignment = plan.Assignment, Top1 = top1 } : point;
        state.Points.Set(now with { Repaired = true, Reselected = point.Reselected || changed });
        state.Say(
            $"{point.Name} was no better than the cheaper {cheaper.Name}, validation top-1 {Percent(point.Top1)} and "
                + $"{Percent(cheaper.Top1)}; with {(changed ? "another assignment" : "its own parameters trained on")} it has "
                + $"{Percent(Math.Max(top1, point.Top1))}"
        );
        state.Save();
    }

    private void Restore(Torch.ParameterStore kept, string point)
    {
        foreach (var name in state.Trainer.OwnNames(point))
            state.Trainer.Parameters.Set(name, kept.Values(name));
    }

    private double Saving(RetrainedPoint point) => aims.Saving(point.Plan);

    private static bool IsSame(PointPlan a, PointPlan b) => a.Assignment.SequenceEqual(b.Assignment);

    private static string Percent(double share) => share.ToString("P2", CultureInfo.InvariantCulture);
}
