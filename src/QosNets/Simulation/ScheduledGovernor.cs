using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>Carries out a schedule, such as the oracle's.</summary>
/// <param name="name">What it is called.</param>
/// <param name="knob">The knob.</param>
/// <param name="settings">Setting of each frame.</param>
internal sealed class ScheduledGovernor(string name, Knob knob, IReadOnlyList<int> settings) : IGovernor
{
    private int next;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Knob Knob => knob;

    /// <inheritdoc/>
    public string Status => "carries out a schedule";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The schedule is over.</exception>
    public Decision Decide(in Observation now) =>
        next + now.Frames <= settings.Count
            ? new Decision(settings[(next += now.Frames) - 1])
            : throw new InvalidOperationException($"the schedule has {settings.Count} frames; this is one more");

    /// <inheritdoc/>
    public void Enter(in Observation now, ReadOnlySpan<int> runs, int switches) => next += now.Frames;
}
