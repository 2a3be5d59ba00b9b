using System.Globalization;
using QosNets.Training.Experiments;

namespace QosNets.Training.Stages;

/// <summary>
/// Trains the points together, and apart those that cannot be (docs/method.md, "Points that collapse"). When a point collapses
/// the others are trained again from the start without it, so that they get what they would have got had it never been asked
/// for.
/// </summary>
internal sealed class JointTraining(JointState state, PointAims aims)
{
    // Re-estimating statistics and measuring take seconds each.
    private const int Alternatives = 3;

    private RetrainedPoints Points => state.Points;

    /// <summary>Does what is left to do.</summary>
    /// <exception cref="ExperimentException">All points have collapsed.</exception>
    public void Run()
    {
        if (!Points.TogetherDone)
            Together();
        while (Points.All.Find(p => p.Training == PointTraining.Waiting) is { } point)
            Apart(point);
        if (Points.Delivered.Count > 0)
            return;
        var best = Points.All.MaxBy(p => p.Top1)!;
        throw new ExperimentException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"all operating points have collapsed: the best, {best.Name}, has a validation top-1 of {best.Top1:P1} where "
                    + $"the exact network has {aims.Rule.Exact:P1}; ask for smaller target_savings, raise n, or name a library "
                    + $"with more accurate multipliers"
            )
        );
    }

    private void Together()
    {
        if (Points.All.Count == 0)
        {
            Points.All.AddRange(aims.Plans.Select(Measured));
            state.StartOver();
            state.Save();
        }
        while (Points.All.FindAll(p => p.Training == PointTraining.Together) is { Count: > 0 } group)
        {
            if (Trained(group))
                break;
            state.StartOver();
            state.Save();
        }
        Points.TogetherDone = true;
        state.Save();
    }

    /// <summary>
    /// A point with its accuracy before training. One that hardly does better than guessing gets the best of other assignments
    /// that save as much.
    /// </summary>
    private RetrainedPoint Measured(PointPlan plan)
    {
        var top1 = Compare(plan);
        var point = new RetrainedPoint(plan.Name, plan.Assignment, top1, top1);
        if (!aims.Rule.Guesses(top1))
            return point;
        var (other, reached) = Best(plan, top1);
        state.Say(
            $"{plan.Name} hardly does better than guessing before training, validation top-1 {Percent(top1)}"
                + (other == plan ? "" : $"; the least strained multipliers of the set that save as much give {Percent(reached)}")
                + (aims.Rule.Guesses(reached) ? "; it is trained apart" : "")
        );
        return point with
        {
            Assignment = other.Assignment,
            Before = reached,
            Top1 = reached,
            Reselected = other != plan,
            Training = aims.Rule.Guesses(reached) ? PointTraining.Waiting : PointTraining.Together,
        };
    }

    /// <summary>Trains a group; false when a point had to leave it, so that the rest must be trained again.</summary>
    private bool Trained(List<RetrainedPoint> group)
    {
        var before = group.ToDictionary(p => p.Name, p => p.Before);
        var trained = state.Trainer.Train(
            [.. group.Select(p => p.Plan)],
            $"/together {string.Join(' ', before.Keys)}",
            state.Trainer.Begin,
            ownOnly: false,
            curve => aims.Rule.Leaver(before, curve)
        );
        if ((trained.Leaver ?? aims.Rule.Leaver(before, trained.Top1)) is { } leaver)
        {
            var point = group.Find(p => p.Name == leaver)!;
            Points.Set(point with { Training = PointTraining.Waiting });
            state.Say(
                $"{leaver} collapsed in training, validation top-1 {Percent(before[leaver])} before it and "
                    + $"{(trained.Top1.TryGetValue(leaver, out var top1) ? Percent(top1) : "no finite loss")} after "
                    + $"{trained.Curve.Count} epochs (exact {Percent(aims.Rule.Exact)}); it is trained apart"
                    + (group.Count > 1 ? ", the others once more without it" : "")
            );
            return false;
        }
        foreach (var point in group)
            Points.Set(point with { Top1 = trained.Top1[point.Name] });
        state.Curve = trained.Curve;
        return true;
    }

    /// <summary>Trains a point's own parameters on the weights of the others; one that stays collapsed is hopeless.</summary>
    private void Apart(RetrainedPoint point)
    {
        var (trainer, selected) = (state.Trainer, point.Plan);
        var (plan, _) = Best(selected, Compare(selected));
        var trained = trainer.Train([plan], $"/apart {plan.Name}", trainer.Begin, ownOnly: true, _ => null);
        var top1 = trained.Top1.GetValueOrDefault(plan.Name);
        var hopeless = trained.Leaver is not null || aims.Rule.Collapsed(top1);
        Points.Set(
            point with
            {
                Assignment = plan.Assignment,
                Top1 = top1,
                Reselected = point.Reselected || plan != selected,
                Training = hopeless ? PointTraining.Hopeless : PointTraining.Apart,
            }
        );
        if (hopeless)
            trainer.Parameters.RemovePoint(plan.Name);
        else
            state.Show(plan.Name, trained.Curve);
        state.Say(
            $"{plan.Name} trained apart, its own parameters on the weights of the others: validation top-1 {Percent(top1)}"
                + (
                    hopeless
                        ? $", below {Percent(aims.Rule.Floor)}, so it is left out; ask for a smaller saving there, or raise n"
                        : ""
                )
        );
        state.Save();
    }

    /// <summary>The most accurate, before training, of a plan and other assignments that save as much.</summary>
    private (PointPlan Plan, double Top1) Best(PointPlan plan, double top1)
    {
        var best = (Plan: plan, Top1: top1);
        foreach (var other in aims.Others.WithoutWorst(plan, aims.LeastSaving(plan.Name), Alternatives))
        {
            var reached = Compare(other);
            if (reached > best.Top1)
                best = (other, reached);
        }
        return best;
    }

    private double Compare(PointPlan plan)
    {
        state.Trainer.Begin(plan);
        return state.Trainer.Compare(plan);
    }

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
