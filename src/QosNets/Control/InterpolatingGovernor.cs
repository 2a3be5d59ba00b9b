namespace QosNets.Control;

/// <summary>
/// Shares the frames between two neighbouring settings so that their mean power meets the budget: error diffusion. What
/// the budget grants and the frames do not spend is kept as credit, and the dearer neighbour runs as soon as the credit
/// pays for it; so the power never runs ahead of the budget, and behind it by less than one frame's step.
/// <para>
/// At a constant budget b between neighbours of costs c and d, every window of n frames has a mean within (d − c)/n of b.
/// Guarded, no window of 32 frames is above b, and each has the most dearer frames that 32·b pays for: exactly b where b is a
/// multiple
/// of (d − c)/32 above c.
/// </para>
/// </summary>
public sealed class InterpolatingGovernor : IGovernor
{
    private readonly GovernorOptions options;
    private readonly BudgetKeeper keeper;

    /// <summary>Makes a governor.</summary>
    /// <exception cref="ControlException">An option is out of its range.</exception>
    public InterpolatingGovernor(Knob knob, GovernorOptions options)
    {
        Governors.Check(knob, options);
        (Knob, this.options) = (knob, options);
        keeper = new BudgetKeeper(knob, options);
    }

    /// <inheritdoc/>
    public string Name => Governors.Interpolating;

    /// <inheritdoc/>
    public Knob Knob { get; }

    /// <inheritdoc/>
    public string Status => options.Guarded ? "shares frames, every window guarded" : "shares frames, exact on average";

    /// <inheritdoc/>
    public Decision Decide(in Observation now)
    {
        Governors.Check(Knob, now);
        return new Decision(keeper.Decide(now, now.Budget, now.Budget));
    }

    /// <inheritdoc/>
    public void Enter(in Observation now, ReadOnlySpan<int> runs, int switches)
    {
        Governors.Check(Knob, now);
        keeper.Enter(now.Budget, Governors.Power(Knob, now, runs, switches * options.SwitchEnergy), now.Frames);
    }
}
