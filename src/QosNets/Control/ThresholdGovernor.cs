namespace QosNets.Control;

/// <summary>
/// Runs the dearest setting that the budget of the moment pays for. A dearer one is taken only when the budget exceeds its
/// cost by the hysteresis, and no switch comes before the dwell time since the last is over, downwards neither: a budget
/// that falls in between is broken until then.
/// </summary>
public sealed class ThresholdGovernor : IGovernor
{
    private readonly GovernorOptions options;
    private readonly Ladder ladder;
    private long sinceSwitch = long.MaxValue / 2;

    /// <summary>Makes a governor.</summary>
    /// <exception cref="ControlException">An option is out of its range.</exception>
    public ThresholdGovernor(Knob knob, GovernorOptions options)
    {
        Governors.Check(knob, options);
        (Knob, this.options) = (knob, options);
        ladder = Ladder.Pareto(knob);
    }

    /// <inheritdoc/>
    public string Name => Governors.Threshold;

    /// <inheritdoc/>
    public Knob Knob { get; }

    /// <inheritdoc/>
    public string Status => "takes what the budget of the moment pays for";

    /// <inheritdoc/>
    public Decision Decide(in Observation now)
    {
        Governors.Check(Knob, now);
        var setting = sinceSwitch < options.Dwell ? now.Current : Wanted(now);
        Count(setting == now.Current ? 0 : 1, now.Frames);
        return new Decision(setting);
    }

    /// <inheritdoc/>
    public void Enter(in Observation now, ReadOnlySpan<int> runs, int switches)
    {
        Governors.Check(Knob, now);
        Count(switches, now.Frames);
    }

    private int Wanted(in Observation now)
    {
        // A client may have fixed a setting that another one beats: it stands where the next cheaper step does.
        var step = ladder.Below(Knob.Settings[now.Current].Cost);
        var wanted = ladder.Below(now.Budget);
        if (wanted > step)
            wanted = Math.Max(step, ladder.Below(now.Budget / (1 + options.Hysteresis)));
        return ladder.Setting(wanted);
    }

    private void Count(int switches, int frames) => sinceSwitch = frames + (switches > 0 ? 0 : sinceSwitch);
}
