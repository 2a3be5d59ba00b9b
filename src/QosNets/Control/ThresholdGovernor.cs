namespace QosNets.Control;

/// <summary>
/// Runs the dearest setting that the present budget pays for. It changes to a dearer setting only when the budget exceeds the
/// cost of that setting by the hysteresis. It does not switch again before the dwell time is over. That holds for switches to
/// cheaper settings too, so a budget that falls within the dwell time is exceeded until its end.
/// </summary>
public sealed class ThresholdGovernor : IGovernor
{
    private readonly GovernorOptions options;
    private readonly Ladder ladder;
    private int step;
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
    public int Current => ladder.Setting(step);

    /// <inheritdoc/>
    public string Status => "takes what the budget of the moment pays for";

    /// <inheritdoc/>
    public Decision Decide(in Observation now)
    {
        Governors.Check(now);
        if (sinceSwitch >= options.Dwell)
        {
            var wanted = ladder.Below(now.Budget);
            if (wanted > step)
                wanted = Math.Max(step, ladder.Below(now.Budget / (1 + options.Hysteresis)));
            if (wanted != step)
                (step, sinceSwitch) = (wanted, 0);
        }
        sinceSwitch += now.Frames;
        return new Decision(Current);
    }
}
