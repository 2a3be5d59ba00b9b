namespace QosNets.Control;

/// <summary>A frequency of the clock and the voltage that it needs.</summary>
/// <param name="Megahertz">Frequency, above 0.</param>
/// <param name="Volt">Voltage, above 0.</param>
internal sealed record ClockLevel(double Megahertz, double Volt);

/// <summary>
/// The clock as a knob that is chosen together with the operating point. Energy is power times time. Let F and U be frequency
/// and voltage of the fastest level. A level of frequency f and voltage u takes F/f of the time. Its switching power, to which
/// the multipliers belong, is (u/U)²·f/F of that at the fastest level, and its leakage is u/U. A frame at an operating point of
/// cost c then costs (1 − leakage)·c·(u/U)² + leakage·(u/U)·F/f. A slower level is cheaper until leakage outweighs the rest.
/// </summary>
internal sealed class ClockKnob
{
    private readonly IReadOnlyList<ClockLevel> levels;
    private readonly ClockLevel fastest;
    private readonly double secondsAtFastest;
    private readonly double leakage;

    /// <summary>Makes a clock.</summary>
    /// <param name="levels">One or more levels.</param>
    /// <param name="secondsAtFastest">Seconds that a frame takes at the fastest level, above 0; the same at every point.</param>
    /// <param name="leakage">Share of leakage in the energy of the exact network at the fastest level, 0 to below 1.</param>
    /// <exception cref="ControlException">There is no level, or a number is out of its range.</exception>
    public ClockKnob(IReadOnlyList<ClockLevel> levels, double secondsAtFastest, double leakage)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (
            levels.Count == 0
            || levels.Any(l => !(l.Megahertz > 0 && l.Volt > 0 && double.IsFinite(l.Megahertz) && double.IsFinite(l.Volt)))
        )
            throw new ControlException($"{levels.Count} clock levels; give one or more, with frequencies and voltages above 0");
        if (!(secondsAtFastest > 0 && double.IsFinite(secondsAtFastest)))
            throw new ControlException($"a frame takes {secondsAtFastest} s at the fastest level; it must be above 0");
        if (!(leakage >= 0 && leakage < 1))
            throw new ControlException($"a leakage of {leakage}; it must be at or above 0 and below 1");
        (this.levels, this.secondsAtFastest, this.leakage) = (levels, secondsAtFastest, leakage);
        fastest = levels.MaxBy(l => l.Megahertz)!;
    }

    /// <summary>Seconds that a frame takes at a level.</summary>
    public double Seconds(ClockLevel level)
    {
        ArgumentNullException.ThrowIfNull(level);
        return secondsAtFastest * fastest.Megahertz / level.Megahertz;
    }

    /// <summary>Energy of a frame, in inferences of the exact network at the fastest level.</summary>
    /// <param name="cost">Relative power of the operating point.</param>
    /// <param name="level">The level.</param>
    public double Energy(double cost, ClockLevel level)
    {
        ArgumentNullException.ThrowIfNull(level);
        var (voltage, time) = (level.Volt / fastest.Volt, fastest.Megahertz / level.Megahertz);
        return (1 - leakage) * cost * voltage * voltage + leakage * voltage * time;
    }

    /// <summary>
    /// Operating point and clock as one knob: every pair that meets the deadline, called POINT@MHz, point by point and for
    /// each the levels in their order. Any governor can drive it, and chooses both together.
    /// </summary>
    /// <param name="points">The operating points.</param>
    /// <param name="deadline">Seconds that a frame may take.</param>
    /// <exception cref="ControlException">No level meets the deadline; the message gives the time at the fastest.</exception>
    public Knob With(Knob points, double deadline)
    {
        ArgumentNullException.ThrowIfNull(points);
        var inTime = levels.Where(l => Seconds(l) <= deadline).ToList();
        if (inTime.Count == 0)
            throw new ControlException(
                FormattableString.Invariant(
                    $"no clock level meets a deadline of {deadline} s; the fastest takes {secondsAtFastest} s"
                )
            );
        return new Knob(
            $"{points.Name} and clock",
            [
                .. points.Settings.SelectMany(s =>
                    inTime.Select(l => new Setting(
                        FormattableString.Invariant($"{s.Name}@{l.Megahertz}"),
                        Energy(s.Cost, l),
                        s.Quality
                    ))
                ),
            ]
        );
    }
}
