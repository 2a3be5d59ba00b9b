namespace QosNets.Control;

/// <summary>
/// Runs the dearest setting that the present budget pays for. It changes to a dearer setting only when the budget exceeds the
/// cost of that setting by the hysteresis. It does not switch again before the dwell time is over. That holds for switches to
/// cheaper settings too, so a budget that falls within the dwell time is exceeded until its end.
/// </summary>
internal sealed class ThresholdGovernor : IGovernor
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
