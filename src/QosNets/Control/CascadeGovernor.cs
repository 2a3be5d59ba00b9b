namespace QosNets.Control;

/// <summary>
/// Lets each image choose: all run at a cheap setting, and those that it is unsure of at a dearer one too
/// (<see cref="Runtime.Cascade"/>). The governor chooses pair and threshold from the budget, and guards every window as
/// <see cref="InterpolatingGovernor"/> does: an image runs again only where all windows hold even so, so a stream of unsure
/// images alone breaks none.
/// <para>
/// What the guard leaves of a threshold depends on how often images are unsure. The budget above the first setting refills
/// a store that each second run draws from; a run that finds too little does not happen. As in a queue with one server and
/// K places (M/M/1/K), of second runs that come at ρ times the rate of refilling, the share (1 − ρ)·ρ^K / (1 − ρ^(K + 1))
/// is lost, where K is what the store holds, in second runs. The pair and threshold of the highest accuracy with that loss
/// are taken, or settings are shared as the interpolating governor does where this is better. Rates come from the margins of
/// the images that ran: a stream that becomes harder lowers the threshold.
/// </para>
/// </summary>
internal sealed class CascadeGovernor : IGovernor
{
    private readonly GovernorOptions options;
    private readonly BudgetKeeper keeper;
    private readonly CascadeFront front;
    private readonly ShareEstimate shares;
    private readonly Ladder hull;

    /// <summary>Makes a governor.</summary>
    /// <exception cref="ControlException">An option is out of its range, or the knob has no cascades.</exception>
    public CascadeGovernor(Knob knob, GovernorOptions options)
    {
        Governors.Check(knob, options);
        if (knob.Cascades.Count == 0)
            throw new ControlException(
                $"knob {knob.Name} has no thresholds for a cascade; a bundle of `qosnets run` with two or more points has them: "
                    + $"run it again, or choose the governor {Governors.Interpolating}"
            );
        (Knob, this.options) = (knob, options);
        front = new CascadeFront(knob, options.SwitchEnergy);
        shares = new ShareEstimate(knob.Cascades);
        hull = Ladder.Hull(knob);
        keeper = new BudgetKeeper(
            knob,
            options,
            Math.Max(hull.Top, front.Steps.Max(s => knob.Settings[s.First].Cost + front.Burst(s)))
        );
    }

    /// <inheritdoc/>
    public string Name => Governors.Cascade;

    /// <inheritdoc/>
    public Knob Knob { get; }

    /// <inheritdoc/>
    public string Status => "runs unsure images again, every window guarded";

    /// <summary>Estimated share of images that a threshold makes unsure, 0..1.</summary>
    /// <param name="curve">Index of the pair in <see cref="Knob.Cascades"/>.</param>
    /// <param name="step">Index of the threshold in its curve.</param>
    public double ShareOf(int curve, int step) => shares[curve, step];

    /// <inheritdoc/>
    public Decision Decide(in Observation now)
    {
        Governors.Check(Knob, now);
        var margin = keeper.Margin(now.Budget);
        var chosen = Best(now.Budget, margin);
        if (chosen < 0)
            return Share(now, margin);
        var step = front.Steps[chosen];
        var most = keeper.TryReserve(now, step.First, step.Second, margin, out var place);
        return most < 0
            ? Share(now, margin)
            : new Decision(step.First) { Again = new Escalation(step.Cascade, most, step.Quality, place) };
    }

    /// <inheritdoc/>
    public void Ran(in Decision decision, ReadOnlySpan<float> margins, int again)
    {
        if (decision.Again is not { } escalation)
            return;
        foreach (var margin in margins)
            shares.Take(decision.Setting, margin);
        if (escalation.Most > 0)
            keeper.Settle(escalation.Place, margins.Length, escalation.Second, escalation.Most, again);
    }

    /// <inheritdoc/>
    public void Enter(in Observation now, ReadOnlySpan<int> runs, int switches)
    {
        Governors.Check(Knob, now);
        keeper.Enter(now.Budget, Governors.Power(Knob, now, runs, switches * options.SwitchEnergy), now.Frames);
    }

    /// <summary>Shares settings. None runs again, but the margins are asked for: a stream may have become easier.</summary>
    private Decision Share(in Observation now, double margin)
    {
        var setting = keeper.Share(now, now.Budget, now.Budget, margin);
        for (var i = 0; i < front.Steps.Count; i++)
        {
            if (front.Steps[i].First == setting)
                return new Decision(setting) { Again = new Escalation(front.Steps[i].Cascade, 0, front.Steps[i].Quality, 0) };
        }
        return new Decision(setting);
    }

    /// <summary>Index of the cascade with the highest expected accuracy; below 0 where sharing settings is as good.</summary>
    private int Best(double budget, double margin)
    {
        var (best, chosen) = (hull.QualityAt(budget), -1);
        for (var i = 0; i < front.Steps.Count; i++)
        {
            var step = front.Steps[i];
            var first = Knob.Settings[step.First];
            var refill = budget - first.Cost;
            if (refill <= 0)
                continue;
            // A second run also takes the switch back, which the next frame pays.
            var draw = front.Burst(step) + options.SwitchEnergy;
            var ahead = Math.Clamp(margin - (first.Cost - keeper.Bottom), 0, refill);
            var places = (refill + (WindowLedger.Window - 1) * ahead) / draw;
            if (places < 1)
                continue;
            var quality =
                first.Quality
                + (1 - Lost(shares[step.Curve, step.Index] * draw / refill, places)) * (step.Quality - first.Quality);
            if (quality > best)
                (best, chosen) = (quality, i);
        }
        return chosen;
    }

    private static double Lost(double rate, double places)
    {
        // The quotient is 0/0 at a rate of 1, and its limit is this.
        if (Math.Abs(rate - 1) < 1e-6)
            return 1 / (places + 1);
        var power = Math.Pow(rate, places);
        return (1 - rate) * power / (1 - power * rate);
    }
}
