namespace QosNets.Control;

/// <summary>Parameters of the governors. Energies are in units of one inference of the exact network.</summary>
public sealed record GovernorOptions
{
    /// <summary>The defaults.</summary>
    public static GovernorOptions Default { get; } = new();

    /// <summary>
    /// Energy of one switch, at or above 0. A point of ResNet-8 has 337 parameters of its own, and an inference has 12 million
    /// multiplications. A switch loads the parameters, so the default of 0.001 is generous.
    /// </summary>
    public double SwitchEnergy { get; init; } = 0.001;

    /// <summary>
    /// Threshold governor: the fraction by which the budget must exceed the cost of a dearer setting before it is taken, at or
    /// above 0.
    /// </summary>
    public double Hysteresis { get; init; } = 0.05;

    /// <summary>Threshold governor: the least number of frames between two switches, 1 or more.</summary>
    public int Dwell { get; init; } = 8;

    /// <summary>
    /// Interpolating governor: whether it checks every window, and does not run a setting that would put one above its budget.
    /// Without the guard the mean power meets the budget to the last digit, but a window may exceed its budget by the difference
    /// in cost of two neighbouring settings.
    /// </summary>
    public bool Guarded { get; init; } = true;

    /// <summary>
    /// How far above the cheapest cost a guarded governor expects future budgets to stay, as a share of the distance from the
    /// cheapest cost to the dearest, at or above 0. As long as budgets do stay there, no window exceeds its budget. At 0 no frame
    /// costs more than its budget. A larger reserve brings the mean power closer to the budget, and lets a fall of the budget
    /// break more windows.
    /// </summary>
    public double Reserve { get; init; } = 1.0 / 32;

    /// <summary>Predictive governor: length of the budget's period in seconds; 0 where there is none.</summary>
    public double Day { get; init; } = 86400;

    /// <summary>
    /// Predictive governor: the mean error of its forecasts, relative to the mean budget, above which it ignores them; above 0.
    /// </summary>
    public double ForecastTolerance { get; init; } = 0.25;

    /// <summary>Adaptive governor: share of frames with a shadow run, 0..1.</summary>
    public double ShadowRate { get; init; } = 1.0 / 64;

    /// <summary>Seed of all that is random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ControlException">A value is out of its range.</exception>
    public void Check()
    {
        Require(SwitchEnergy >= 0 && double.IsFinite(SwitchEnergy), $"switch energy {SwitchEnergy} must be at or above 0");
        Require(Hysteresis >= 0 && double.IsFinite(Hysteresis), $"hysteresis {Hysteresis} must be at or above 0");
        Require(Dwell >= 1, $"dwell {Dwell} must be 1 or more");
        Require(Reserve >= 0 && double.IsFinite(Reserve), $"reserve {Reserve} must be at or above 0");
        Require(Day >= 0 && double.IsFinite(Day), $"day {Day} must be at or above 0 seconds");
        Require(ForecastTolerance > 0, $"forecast tolerance {ForecastTolerance} must be above 0");
        Require(ShadowRate is >= 0 and <= 1, $"shadow rate {ShadowRate} must be in 0..1");
    }

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
            throw new ControlException(FormattableString.Invariant(message));
    }
}
