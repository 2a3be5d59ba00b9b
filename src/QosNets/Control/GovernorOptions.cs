namespace QosNets.Control;

/// <summary>Parameters of the governors. Energies are in units of one inference of the exact network.</summary>
public sealed record GovernorOptions
{
    /// <summary>The defaults.</summary>
    public static GovernorOptions Default { get; } = new();

    /// <summary>
    /// Energy of one switch, at or above 0. A point of ResNet-8 has 337 parameters of its own to load where an inference
    /// has 12 million multiplications; 0.001 is generous.
    /// </summary>
    public double SwitchEnergy { get; init; } = 0.001;

    /// <summary>
    /// Threshold: by which fraction the budget must exceed the cost of a dearer setting before it is taken, at or above 0.
    /// </summary>
    public double Hysteresis { get; init; } = 0.05;

    /// <summary>Threshold: least number of frames between two switches, 1 or more.</summary>
    public int Dwell { get; init; } = 8;

    /// <summary>
    /// Interpolating: whether it looks back over every window and forgoes what would break one. Without, its mean is exact
    /// to the last digit, and a window may be above its budget by one frame's step.
    /// </summary>
    public bool Guarded { get; init; } = true;

    /// <summary>
    /// What guarded governors trust the budget to leave above the cheapest cost in frames to come, as a share of the distance
    /// from
    /// the cheapest to the dearest, at or above 0. Budgets that stay above that break no window. At 0 no frame is dearer
    /// than its budget; the more, the closer the mean comes to the budget, and the more a fall can catch.
    /// </summary>
    public double Reserve { get; init; } = 1.0 / 32;

    /// <summary>Predictive: seconds of the period in the budget; 0 for none.</summary>
    public double Day { get; init; } = 86400;

    /// <summary>Predictive: mean forecast error, relative to the mean budget, from which on it is reactive, above 0.</summary>
    public double ForecastTolerance { get; init; } = 0.25;

    /// <summary>Adaptive: share of frames with a shadow run, 0..1.</summary>
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
