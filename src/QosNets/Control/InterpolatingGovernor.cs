namespace QosNets.Control;

/// <summary>
/// Shares the frames between two neighbouring settings so that their mean power meets the budget (error diffusion). Energy
/// that the budget grants and the frames do not spend is kept as credit. The dearer neighbour runs as soon as the credit pays
/// for it. So the energy spent never exceeds the energy granted, and lags behind it by less than the difference of one frame.
/// <para>
/// At a constant budget b between neighbours of costs c and d, every window of n frames has a mean within (d − c)/n of b.
/// With the guard no window of 32 frames is above b, and each has as many dearer frames as 32·b pays for. The mean is exactly
/// b where b is c plus a multiple of (d − c)/32.
/// </para>
/// </summary>
internal sealed class InterpolatingGovernor : IGovernor
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
